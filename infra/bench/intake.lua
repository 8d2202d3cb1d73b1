-- Sends one intake form after the other, each with a form_id of its own and the next of the signed-in operators.
-- Arguments: a file with a line of cookies for each operator, a file with the rest of the form.

local threads = {}
wrong = 0

function setup(thread)
   table.insert(threads, thread)
   thread:set("number", #threads)
end

function init(arguments)
   math.randomseed(os.time() * 64 + number)
   operators, turn = {}, 0
   for line in io.lines(arguments[1]) do table.insert(operators, line) end
   form = io.open(arguments[2]):read("*l")
   headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
end

local function form_id()
   local function part() return math.random(0, 0xffff) end
   return string.format("%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x",
      part(), part(), part(), part() % 0x1000, part() % 0x1000, part(), part(), part())
end

function request()
   turn = turn % #operators + 1
   headers["Cookie"] = operators[turn]
   return wrk.format("POST", nil, headers, form .. "&form_id=" .. form_id())
end

function response(status)
   if status ~= 303 then wrong = wrong + 1 end
end

function done(summary, latency)
   local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   for _, thread in ipairs(threads) do failed = failed + thread:get("wrong") end
   io.write(string.format('{"requests": %d, "microseconds": %d, "median": %d, "wrong": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), failed))
end
