// Puts what is known into the page that the server sent.

import * as words from './words.js';

const byId = (id) => document.getElementById(id);

/** Writes only what is different: readers of screens and eyes are not bothered without need. */
function write(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
    return true;
  }
  return false;
}

function bump(element) {
  element.classList.remove('bump');
  void element.offsetWidth; // Begins the animation anew.
  element.classList.add('bump');
}

function rows(body, lines) {
  const made = lines.map((cells) => {
    const row = document.createElement('tr');
    cells.forEach((cell, index) => {
      const element = document.createElement(index === 0 ? 'th' : 'td');
      if (index === 0) {
        element.scope = 'row';
      } else if (cell.number !== undefined) {
        element.className = 'number';
      }
      element.textContent = cell.number === undefined ? cell : cell.number;
      row.append(element);
    });
    return row;
  });
  body.replaceChildren(...made);
}

const count = (value) => ({ number: words.number(value) });

/** The venue's unit; at the unit itself, its way to the center. */
function unit(unit) {
  const line = byId('unit');
  line.hidden = !unit;
  if (unit) {
    line.dataset.state = unit.state;
    byId('unit-sign').setAttribute('href', '#sign-' + unit.state);
    write(byId('unit-name'), unit.here ? 'To the center:' : "Venue's unit:");
    write(byId('unit-word'), unit.word);
    write(byId('unit-says'), unit.says);
  }
}

/** The head of the board. */
export function head(head, times) {
  unit(head.unit);
  if (write(byId('summary'), head.summary)) {
    bump(byId('summary'));
  }
  write(byId('expected'), words.number(head.expected));
  write(byId('percent'), words.percent(head.total.admitted, head.expected));
  write(byId('hours'), words.hours(head, times));
  byId('inside-less').hidden = head.unknown.gates === 0;
  byId('left-out').hidden = head.unknown.leftOut === 0;
  write(byId('left-out-gates'), words.number(head.unknown.leftOut));
  write(byId('inside'), words.number(head.total.admitted - head.total.left));
  write(byId('left'), words.number(head.total.left));
  write(byId('pending'), words.number(head.total.pending));
  write(byId('rate-1'), words.number(head.perMinute));
  write(byId('rate-5'), words.perMinute(head.perFiveMinutes));
  write(byId('rated'), words.number(head.rated));
  write(byId('forecast'), words.forecast(head.forecast, times));
  write(byId('doubled'), words.number(head.doubled));
  write(byId('doubted'), words.number(head.doubted));
  const refused = Object.entries(head.refused).map(([code, times_]) => [words.code(code), count(times_)]);
  const unread = Object.entries(head.unread).map(([code, times_]) => [
    words.code(code) + ' (no ticket read)',
    count(times_),
  ]);
  rows(byId('refused'), refused.concat(unread));
  rows(byId('exceptions'), Object.entries(head.exceptions).map(([code, times_]) => [words.code(code), count(times_)]));
  const part = (each) => [each.name, count(each.counts.admitted), count(each.expected)];
  rows(byId('types'), head.seatTypes.map(part));
  rows(byId('sellers'), head.sellers.map(part));
  write(byId('top-incidents'), words.number(head.incidents));
  const open = byId('open-incidents');
  const before = Number(open.textContent.replace(/\D/g, ''));
  if (write(open, words.number(head.incidents)) && head.incidents > before) {
    byId('incidents-new').hidden = false;
  }
}

export function zone(zone) {
  const row = document.querySelector(`tr[data-zone="${zone.number}"]`);
  if (!row) {
    return false;
  }
  const cell = (name) => row.querySelector(`[data-f="${name}"]`);
  row.toggleAttribute('data-silent', zone.silent > 0);
  write(cell('admitted'), words.admitted(zone.counts.admitted, zone.upTo));
  write(cell('expected'), words.expected(zone.counts.admitted, zone.expected));
  write(cell('inside'), words.number(zone.counts.admitted - zone.counts.left));
  write(cell('rate-1'), words.number(zone.perMinute));
  write(cell('rate-5'), `${words.perMinute(zone.perFiveMinutes)} of ${words.number(zone.rated)}`);
  write(cell('live'), `${zone.live} of ${zone.gates}`);
  return true;
}

const gateRows = new Map();

function gateRow(name) {
  if (gateRows.size === 0) {
    document.querySelectorAll('tr[data-gate]').forEach((row) => gateRows.set(row.dataset.gate, row));
  }
  return gateRows.get(name);
}

/** Whether staff should look at it. */
export function needsAttention(gate) {
  return gate.state !== 'LIVE' || gate.rowsLost > 0 || gate.troubles.length > 0;
}

export function gate(gate, newest, now, times) {
  const row = gateRow(gate.name);
  if (!row) {
    return false;
  }
  const cell = (name) => row.querySelector(`[data-f="${name}"]`);
  if (row.dataset.state !== gate.state) {
    row.dataset.state = gate.state;
    row.querySelector('use').setAttribute('href', '#sign-' + gate.state);
  }
  row.toggleAttribute('data-attention', needsAttention(gate));
  row.toggleAttribute('data-trouble', gate.troubles.length > 0);
  write(cell('word'), words.state(gate.state));
  if (write(cell('admitted'), words.admitted(gate.counts.admitted, gate.upTo))) {
    bump(cell('admitted'));
  }
  write(cell('left'), words.number(gate.counts.left));
  write(cell('rate-1'), words.orUnknown(gate.perMinute));
  write(cell('rate-5'), `${words.perMinute(gate.perFiveMinutes)} of ${gate.rated}`);
  write(cell('rows'), words.number(gate.rows));
  write(cell('master'), words.master(gate, newest, now, times));
  write(cell('remarks'), words.remarks(gate));
  return true;
}

/** How old each gate's numbers are; live ones have no need to say. */
export function ages(gates, now, times) {
  for (const gate of gates.values()) {
    const row = gateRow(gate.name);
    if (row && gate.asOf) {
      const old = now - Date.parse(gate.asOf);
      const at = times.seconds(new Date(gate.asOf));
      const text = gate.state === 'LIVE' ? `as of ${at}` : `as of ${at}, ${words.age(old)}`;
      write(row.querySelector('[data-f="age"]'), text);
    }
  }
}

/** Five minutes a row, newest first. */
export function arrivals(minutes, completeUntil, times) {
  const sums = new Map();
  for (const [minute, entries] of minutes) {
    const five = Math.floor(minute / 5);
    sums.set(five, (sums.get(five) ?? 0) + entries);
  }
  const newest = [...sums].filter(([, sum]) => sum > 0).sort((one, other) => other[0] - one[0]);
  rows(
    byId('arrivals-rows'),
    newest.slice(0, 36).map(([five, sum]) => [
      times.minutes(new Date(five * 300_000)),
      count(sum),
      (five + 1) * 300_000 <= completeUntil ? 'yes' : 'not yet',
    ]),
  );
}
