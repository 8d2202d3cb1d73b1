-- Loads one page again and again as one signed-in person. Argument: a file with the cookies.

local threads = {}
wrong = 0

function setup(thread)
   table.insert(threads, thread)
end

function init(arguments)
   if arguments[1] then
      wrk.headers["Cookie"] = io.open(arguments[1]):read("*l")
   end
end

function response(status)
   if status ~= 200 then wrong = wrong + 1 end
end

function done(summary, latency)
   local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   for _, thread in ipairs(threads) do failed = failed + thread:get("wrong") end
   io.write(string.format('{"requests": %d, "microseconds": %d, "median": %d, "wrong": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), failed))
end
