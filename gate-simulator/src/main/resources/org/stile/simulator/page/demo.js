// The page: takes what the demo tells (server-sent events), draws it, and says what somebody wishes.
import { chipPicture, html } from '/draw.js';
import { GateCard } from '/gate.js';
import { Boards } from '/board.js';

/** Nothing heard for so long: the page says that what it shows is old. */
const SILENCE_MS = 6000;

const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

let selected = 'anna';
let ended = false;
let heardAt = Date.now();
/** @type {Map<string, GateCard>} */
const gates = new Map();
/** @type {any} */
let state = null;
const boards = new Boards({ truth: byId('truth'), boards: byId('boards'), doors: byId('doors') }, wish);

/** Asks the demo for something; what came of it is said aloud. */
async function wish(act, more = {}) {
  try {
    const answer = await fetch('/do', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ act, ...more }),
    });
    const text = await answer.text();
    let told = text;
    if (answer.headers.get('Content-Type')?.startsWith('application/json')) {
      const parsed = JSON.parse(text);
      told = parsed.said ?? parsed.why;
    }
    if (told) say(told, answer.ok);
    return answer.ok;
  } catch {
    if (!ended) say('The demo does not answer.', false);
    return false;
  }
}

function say(text, good) {
  const said = byId('said');
  said.textContent = text;
  said.classList.toggle('not', !good);
}

function show(id, visible) {
  byId(id).hidden = !visible;
}

function guest() {
  return state?.ground?.guests.find((each) => each.id === selected);
}

/** @param {any} next */
function render(next) {
  state = next;
  const ground = next.ground;
  show('opening', !ground && !ended);
  show('play', !!ground && !ended);
  trouble(next);
  if (!ground) {
    steps(next.steps);
    return;
  }
  event(ground.event);
  chips(ground.guests);
  hand();
  lanes(ground);
  boards.render(ground);
}

function trouble(next) {
  const alert = byId('alert');
  const lines = next.dead.map((each) => `${each.name} died. It said last:\n${each.said}`);
  if (next.failure) lines.unshift(next.failure);
  alert.hidden = lines.length === 0;
  const text = lines.join('\n\n');
  if (alert.textContent !== text) alert.textContent = text;
}

function steps(all) {
  const list = byId('steps');
  const seen = all.map((each) => `${each.what}|${each.seconds}`).join();
  if (list.dataset.seen === seen) return;
  list.dataset.seen = seen;
  list.replaceChildren(
    ...all.map((each) => {
      const done = each.seconds !== null;
      const item = html('li', done ? 'done' : 'now', each.what);
      item.append(html('span', 'took', done ? `${each.seconds.toFixed(1)} s` : '…'));
      return item;
    }),
  );
}

function event(about) {
  const start = new Date(about.startsAt);
  const time = start.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: about.timeZone });
  const text = `${about.name}, ${about.venue}, tonight ${time}; doors are open`;
  if (byId('event').textContent !== text) byId('event').textContent = text;
}

function chips(guests) {
  const set = byId('chips');
  if (set.querySelector('label')) {
    for (const each of guests) {
      set.querySelector(`label[data-guest="${each.id}"]`)?.classList.toggle('revoked', each.revoked);
    }
    return;
  }
  for (const each of guests) {
    const radio = /** @type {HTMLInputElement} */ (html('input', 'unseen'));
    radio.type = 'radio';
    radio.name = 'chip';
    radio.value = each.id;
    radio.checked = each.id === selected;
    radio.setAttribute('aria-describedby', `what-${each.id}`);
    radio.addEventListener('change', () => take(each.id));
    const label = html('label', `chip ${kind(each.id)}`, radio, html('span', 'pic'), html('span', 'name', each.name));
    /** @type {Element} */ (label.querySelector('.pic')).append(chipPicture(each.id));
    label.dataset.guest = each.id;
    label.draggable = true;
    label.addEventListener('dragstart', (drag) => {
      take(each.id);
      drag.dataTransfer?.setData('text/plain', each.id);
    });
    const what = html('span', 'unseen', each.what);
    what.id = `what-${each.id}`;
    set.append(label, what);
  }
}

/** Three sorts of chips, told apart by the picture's edge too. */
function kind(id) {
  if (['south', 'rita', 'refunded', 'early', 'concert', 'member', 'empty', 'wallet'].includes(id)) return 'mistaken';
  return ['forger', 'copier', 'fake', 'bus', 'twin'].includes(id) ? 'dishonest' : 'honest';
}

function take(id) {
  selected = id;
  const radio = /** @type {HTMLInputElement | null} */ (document.querySelector(`#chips input[value="${id}"]`));
  if (radio) radio.checked = true;
  if (state) render(state);
}

function hand() {
  const held = guest();
  const place = byId('hand');
  if (!held || place.dataset.seen === `${held.id}${held.revoked}`) return;
  place.dataset.seen = `${held.id}${held.revoked}`;
  const pic = html('div', `pic ${kind(held.id)}`);
  pic.append(chipPicture(held.id));
  const text = html('div', 'text', html('p', 'who', held.name), html('p', '', held.what));
  text.append(html('p', 'expect', html('b', '', 'Should happen: '), held.expect));
  place.replaceChildren(pic, text);
  if (held.id === 'rita') {
    const button = /** @type {HTMLButtonElement} */ (html('button', 'quiet small', 'Take her ticket back at the center'));
    button.disabled = held.revoked;
    if (held.revoked) button.textContent = 'Her ticket was taken back';
    button.addEventListener('click', () => wish('revoke', { guest: 'rita' }));
    text.append(button);
  }
}

function lanes(ground) {
  const place = byId('gates');
  for (const each of ground.gates) {
    let card = gates.get(each.id);
    if (!card) {
      card = new GateCard(each.id, wish, () => guest());
      gates.set(each.id, card);
      place.append(card.element);
    }
    card.render(each, guest()?.name ?? '');
  }
}

function stream(text, good) {
  const place = byId('stream');
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle('not', !good);
}

function end() {
  ended = true;
  source.close();
  show('opening', false);
  show('play', false);
  show('ended', true);
  stream('', true);
  byId('stop').hidden = true;
  byId('alert').hidden = !state?.failure;
}

const source = new EventSource('/stream');
source.onmessage = (message) => {
  heardAt = Date.now();
  if (message.data) render(JSON.parse(message.data));
};
source.addEventListener('end', end);
setInterval(() => {
  if (ended) return;
  const silent = Date.now() - heardAt;
  const dead = silent > SILENCE_MS;
  document.body.classList.toggle('old', dead);
  stream(
    dead ? `✕ nothing heard for ${Math.round(silent / 1000)} s: all you see is old` : '● live',
    !dead,
  );
  if (state?.ground) boards.age(state.ground);
}, 1000);
byId('stop').addEventListener('click', () => wish('stop'));
