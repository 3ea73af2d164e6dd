// The live board: goes on from the page as the server sent it (docs/reference/board.md).

import { curve } from './curve.js';
import * as paint from './paint.js';
import { teller } from './said.js';
import { follow } from './stream.js';
import * as words from './words.js';

const board = document.getElementById('board');
const path = `/api/v1/events/${board.dataset.event}/board`;
const times = words.clock(board.dataset.zone);
const chart = curve(document.getElementById('chart'), board.dataset.zone);
const said = teller(document.getElementById('said'));
const gates = new Map();
const minutes = new Map();
let newest = 0;
let unitWord = '';
let completeUntil = 0;
let asOf = 0;
let heard = 0; // By this machine's clock, which may be off.
let drawn = 0;
let unknownGate = false;

const byId = (id) => document.getElementById(id);

/** The center's time. */
const now = () => asOf + (Date.now() - heard);

function at(time) {
  asOf = Date.parse(time);
  heard = Date.now();
  byId('as-of').textContent = times.seconds(new Date(asOf));
}

function head(part) {
  if (part.newest !== newest) {
    newest = part.newest;
    gates.forEach((gate) => paint.gate(gate, newest, now(), times));
  }
  paint.head(part, times);
  const word = part.unit ? part.unit.word : '';
  if (unitWord !== '' && word !== '' && word !== unitWord) {
    said.gate(part.unit.here ? 'The way to the center' : "The venue's unit", word);
  }
  unitWord = word;
}

function gate(part, quiet) {
  const before = gates.get(part.name);
  gates.set(part.name, part);
  unknownGate = !paint.gate(part, newest, now(), times) || unknownGate;
  if (!quiet && before) {
    const trouble = part.troubles.find((each) => !before.troubles.includes(each));
    if (trouble || before.state !== part.state) {
      said.gate(part.name, trouble ?? words.state(part.state));
    }
  }
}

function arrivals(changed, until, elsewhere) {
  changed.forEach(([minute, entries]) => minutes.set(minute, entries));
  if (until !== undefined) {
    completeUntil = Date.parse(until);
    byId('complete-until').textContent = times.seconds(new Date(completeUntil));
    byId('elsewhere').hidden = elsewhere === 0;
    byId('elsewhere-count').textContent = words.number(elsewhere);
  }
  drawn = 0; // With the next second.
}

function draw() {
  drawn = Date.now();
  chart.draw(minutes, completeUntil, now());
  paint.arrivals(minutes, completeUntil, times);
}

function after() {
  const attention = words.number([...gates.values()].filter(paint.needsAttention).length);
  byId('attention').textContent = attention;
  byId('top-attention').textContent = `${attention} of ${words.number(gates.size)}`;
  paint.ages(gates, now(), times);
  if (unknownGate) {
    location.reload(); // The venue has other gates now than when the page was sent.
  }
}

const hear = {
  board(whole) {
    at(whole.asOf);
    minutes.clear();
    const names = new Set(whole.gates.map((each) => each.name));
    unknownGate = [...gates.keys()].some((name) => !names.has(name)) || unknownGate;
    head(whole.head);
    whole.zones.forEach(paint.zone);
    whole.gates.forEach((each) => gate(each, false));
    arrivals(whole.arrivals.minutes, whole.arrivals.completeUntil, whole.arrivals.elsewhere);
    draw();
    after();
  },
  change(part) {
    at(part.asOf);
    if (part.head) {
      head(part.head);
    }
    (part.zones ?? []).forEach(paint.zone);
    (part.gates ?? []).forEach((each) => gate(each, false));
    if (part.minutes || part.completeUntil) {
      arrivals(part.minutes ?? [], part.completeUntil, part.elsewhere ?? 0);
    }
    after();
  },
  pulse(time) {
    at(time);
  },
  alive() {
    if (document.body.classList.contains('dead')) {
      document.body.classList.remove('dead');
      byId('dead').hidden = true;
    }
    byId('stream-sign').dataset.state = 'live';
    byId('stream-sign').textContent = 'Live';
  },
  dead(why, forGood) {
    document.body.classList.add('dead');
    byId('stream-sign').dataset.state = 'dead';
    byId('stream-sign').textContent = 'Not live';
    const banner = byId('dead');
    const text = `${why} The numbers below are of ${byId('as-of').textContent} and grow older. `;
    if (banner.hidden || banner.dataset.why !== why) {
      banner.dataset.why = why;
      banner.textContent = text + (forGood ? '' : 'Trying again …');
      if (forGood) {
        const link = document.createElement('a');
        link.href = location.pathname;
        link.textContent = 'Go on';
        banner.append(link);
      }
      banner.hidden = false;
    }
  },
};

byId('filter').hidden = false;
byId('only-attention').addEventListener('change', (event) => {
  board.classList.toggle('only-attention', event.target.checked);
});

setInterval(() => {
  if (asOf === 0) {
    return;
  }
  paint.ages(gates, now(), times);
  if (Date.now() - drawn > 15_000) {
    draw();
  }
}, 1_000);

follow(path, hear);
