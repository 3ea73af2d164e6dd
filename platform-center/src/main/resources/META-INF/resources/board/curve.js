// Arrivals a minute: solid as far as they are complete, dashed where gates that are behind may add more.

import uPlot from './uPlot.esm.js';

const HEIGHT = 230;
const SHOWN_MIN = 30; // Minutes, so that the first arrival is a bar in time and not a dot.

/** A chart in an element; draw(minutes, completeUntil, now) shows anew. */
export function curve(element, zone) {
  let plot = null;

  function make(data) {
    const ink = '#1c2330';
    const axis = { stroke: ink, grid: { stroke: '#dfe3ea', width: 1 }, ticks: { stroke: '#dfe3ea' } };
    return new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(5, Math.ceil(most * 1.1))] } },
        axes: [
          { ...axis, values: '{HH}:{mm}' },
          { ...axis, size: 46, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
        ],
        series: [
          {},
          { stroke: '#0b5394', width: 2, fill: 'rgba(11, 83, 148, .15)', points: { show: false } },
          { stroke: '#7a4b00', width: 2, dash: [5, 4], points: { show: false } },
        ],
      },
      data,
      element,
    );
  }

  function data(minutes, completeUntil, now) {
    const last = Math.floor(now / 60_000);
    const first = minutes.size === 0 ? last - SHOWN_MIN : Math.min(last - SHOWN_MIN, Math.min(...minutes.keys()) - 1);
    const complete = Math.floor(completeUntil / 60_000);
    const times = [];
    const whole = [];
    const part = [];
    for (let minute = first; minute <= last; minute++) {
      const entries = minutes.get(minute) ?? 0;
      times.push(minute * 60);
      whole.push(minute < complete ? entries : null);
      part.push(minute >= complete - 1 ? entries : null);
    }
    return [times, whole, part];
  }

  return {
    draw(minutes, completeUntil, now) {
      const shown = data(minutes, completeUntil, now);
      if (plot) {
        plot.setData(shown);
      } else {
        element.hidden = false;
        plot = make(shown);
        new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element);
      }
    },
  };
}
