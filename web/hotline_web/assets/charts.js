// Draws every [data-chart] from its JSON block with ECharts, in the colours of the style sheet.
(() => {
  "use strict";
  const drawn = new Map();
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function whiskers(series, color) {
    return {
      name: series.name, type: "custom", silent: true, z: 5, tooltip: { show: false },
      itemStyle: { color }, data: series.data.map((ends, at) => [at, ends[0], ends[1]]),
      renderItem: (params, api) => {
        const at = api.value(0);
        if (api.value(1) == null || Number.isNaN(api.value(1))) return null;
        const place = (value) => api.coord(series.flat ? [value, at] : [at, value]);
        const low = place(api.value(1)), high = place(api.value(2)), end = 4;
        const across = (point) => series.flat
          ? { x1: point[0], y1: point[1] - end, x2: point[0], y2: point[1] + end }
          : { x1: point[0] - end, y1: point[1], x2: point[0] + end, y2: point[1] };
        const style = { stroke: color, lineWidth: 1.5 };
        return { type: "group", children: [
          { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style },
          { type: "line", shape: across(low), style }, { type: "line", shape: across(high), style },
        ] };
      },
    };
  }

  function option(source) {
    const text = token("--hl-text"), quiet = token("--hl-quiet"), line = token("--hl-line");
    const colors = [1, 2, 3, 4, 5].map((number) => token(`--hl-chart-${number}`));
    const words = (value) => value == null || Number.isNaN(value) ? "–"
      : source.share ? `${(value * 100).toFixed(1)}%` : Number(value).toLocaleString("en");
    let next = 0;
    const series = source.series.map((each) => {
      if (each.type === "whiskers") return whiskers(each, text);
      const color = each.role === "previous" ? quiet : colors[next++ % colors.length];
      return {
        ...each, color, symbol: "circle", symbolSize: 5, barMaxWidth: 22, connectNulls: false,
        lineStyle: { width: each.role === "previous" ? 1.5 : 2.25, type: each.role === "previous" ? "dashed" : "solid" },
        itemStyle: { color, opacity: source.series.some((one) => one.type === "whiskers") ? 0.75 : 1 },
      };
    });
    const axis = (given) => ({
      ...given, minInterval: given.type === "value" && !source.share ? 1 : undefined,
      axisLabel: { color: quiet, hideOverlap: given.type === "value", formatter: given.type === "value" ? (value) => source.share ? `${Math.round(value * 100)}%` : Number(value).toLocaleString("en") : undefined },
      axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } }, axisTick: { show: false },
    });
    return {
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 16, top: 16, bottom: source.legend.show ? 32 : 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: { ...source.legend, textStyle: { color: text }, itemWidth: 18 },
      // HTML tooltips carry style attributes, which the content security policy forbids.
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: words,
        backgroundColor: token("--hl-raised"), borderColor: line, textStyle: { color: text } },
      xAxis: axis(source.xAxis), yAxis: axis(source.yAxis), series,
    };
  }

  // Fields of a map of areas. Their colours are the meaning colours, and the words on each say the same; a field too
  // small for its words keeps them for whoever points at it.
  function treemap(source) {
    const tones = { on_time: "--hl-on-time", near: "--hl-near", overdue: "--hl-overdue" };
    const text = token("--hl-text"), line = token("--hl-line-strong");
    const field = (node) => {
      const soft = token(`${tones[node.tone]}-soft`);
      return { ...node, children: node.children && node.children.map(field),
        itemStyle: { color: soft, borderColor: node.children ? soft : line, borderWidth: node.children ? 2 : 0.5 } };
    };
    const words = (each) => `${each.name} ${each.data.holds}/${each.value}`;
    const label = { show: true, color: text, formatter: words, overflow: "truncate" };
    return {
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: { renderMode: "richText", confine: true, formatter: words,
        backgroundColor: token("--hl-raised"), borderColor: token("--hl-line"), textStyle: { color: text } },
      series: [{
        type: "treemap", roam: false, nodeClick: "link", left: 0, right: 0, top: 0, bottom: 0, breadcrumb: { show: false },
        label, upperLabel: { ...label, height: 22, fontWeight: 650 },
        labelLayout: (each) => each.rect.width < 52 ? { fontSize: 0 } : {},
        levels: [{ itemStyle: { borderWidth: 0, gapWidth: 4, borderColor: token("--hl-surface") }, upperLabel: { show: false } }, { itemStyle: { gapWidth: 2 } }],
        data: source.treemap.map(field),
      }],
    };
  }

  function draw(holder) {
    const source = document.getElementById(holder.dataset.chart);
    if (!source) return;
    holder.classList.add("is-drawn");
    const chart = drawn.get(holder) || window.echarts.init(holder, null, { renderer: "canvas" });
    drawn.set(holder, chart);
    const given = JSON.parse(source.textContent);
    chart.setOption(given.treemap ? treemap(given) : option(given), true);
  }

  const drawAll = () => {
    for (const [holder, chart] of drawn) if (!holder.isConnected) { chart.dispose(); drawn.delete(holder); }
    document.querySelectorAll("[data-chart]").forEach(draw);
  };
  const resize = () => drawn.forEach((chart) => chart.resize());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", drawAll); else drawAll();
  document.addEventListener("htmx:afterSettle", drawAll);
  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", resize);
  window.addEventListener("afterprint", resize);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
