// One gate: panel, lamp and sound, arm, cable, and what one can do there.
import { html, plug, sign, turnstile } from '/draw.js';

const LIGHT = {
  IDLE: 'Blue light',
  WORKING: 'White light: hold still',
  GO: 'Green light',
  STOP: 'Red light',
  AGAIN: 'Amber light',
  OUT_OF_ORDER: 'Violet light: out of order',
};

/** What BellSounder rings for each. */
const SOUND = {
  ADMITTED: 'one tone: yes',
  REFUSED: 'two tones: no',
  AGAIN: 'three tones: once more',
  ALARM: 'five tones: alarm',
};

/** How a network cable can be. */
const CABLE = {
  PLUGGED: 'Network cable: plugged in',
  PULLED: 'Network cable: PULLED',
  SILENT: 'Network cable: CUT silently',
};

function plugged(view) {
  return view.cable === 'PLUGGED';
}

const LANGUAGES = { en: 'English', de: 'Deutsch', ja: '日本語' };
const WALK_MS = 1000;

function button(className, text, act) {
  const element = /** @type {HTMLButtonElement} */ (html('button', className, text));
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

/** Sets text without disturbing who reads it, or who has the focus. */
function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export class GateCard {
  /**
   * @param {string} id
   * @param {(act: string, more?: object) => Promise<boolean>} wish
   * @param {() => any} guest whose chip is in the hand.
   */
  constructor(id, wish, guest) {
    this.id = id;
    this.through = 0;
    this.tone = '';
    this.walkingUntil = 0;
    const name = id.toUpperCase();
    const title = html('h3', '', `Gate ${name}`);
    this.serves = html('p', 'serves');
    this.panel = html('div', 'panel starting');
    this.panel.setAttribute('role', 'img');
    this.lamp = html('p', 'lamp');
    this.lane = html('div', 'lane');
    this.lane.append(turnstile());
    this.arm = html('p', 'arm');
    this.tap = button('tap', '', () => wish('tap', { guest: guest().id, gate: id, leaves: false }));
    this.leave = button('quiet', 'Leave here', () => wish('tap', { guest: guest().id, gate: id, leaves: true }));
    this.crowd = button('quiet', '', () => wish('crowd', { gate: id }));
    this.cable = button('cable', '', () => this.turn(wish, plugged(this.view) ? 'PULLED' : 'PLUGGED'));
    this.cable.setAttribute('role', 'switch');
    this.cableText = html('span', 'cable-text');
    this.cable.append(plug(), this.cableText);
    this.rows = html('p', 'rows');
    this.taps = html('ol', 'taps');
    this.taps.setAttribute('aria-label', `Last taps at ${name}`);
    this.element = html('article', 'gate', html('header', '', title, this.serves, this.languages(wish)));
    this.element.id = `gate-${id}`;
    this.element.append(this.panel, this.lamp, this.lane, this.arm);
    this.element.append(html('div', 'do', this.tap, this.leave, this.crowd));
    this.element.append(this.cable, this.rows, this.taps, this.more(wish));
    this.drop(wish, guest);
  }

  languages(wish) {
    const select = /** @type {HTMLSelectElement} */ (html('select', 'language'));
    select.setAttribute('aria-label', `Panel language of gate ${this.id.toUpperCase()}`);
    for (const [tag, name] of Object.entries(LANGUAGES)) {
      const option = /** @type {HTMLOptionElement} */ (html('option', '', name));
      option.value = tag;
      option.lang = tag;
      select.append(option);
    }
    select.addEventListener('change', () => wish('language', { gate: this.id, language: select.value }));
    this.language = select;
    return select;
  }

  more(wish) {
    const details = html('details', 'more', html('summary', '', 'More to try here'));
    this.fire = button('quiet small', 'Fire release', () => wish('fire', { gate: this.id, on: this.view.arm !== 'FREE' }));
    this.mute = button('quiet small', 'Cut the cable silently', () => this.turn(wish, 'SILENT'));
    this.mute.title = 'Packets vanish and nobody is told, as when a cable is really cut: the boards find out by silence, within 45 s';
    details.append(
      html(
        'div',
        'do',
        this.mute,
        button('quiet small', 'Climb over the arm', () => wish('climb', { gate: this.id })),
        this.fire,
        button('quiet small', 'Cut the power', () => wish('power', { gate: this.id })),
      ),
    );
    return details;
  }

  turn(wish, state) {
    return wish('cable', { gate: this.id, state });
  }

  /** A chip may be dragged here too; the button does the same. */
  drop(wish, guest) {
    this.element.addEventListener('dragover', (drag) => {
      drag.preventDefault();
      this.element.classList.add('over');
    });
    this.element.addEventListener('dragleave', () => this.element.classList.remove('over'));
    this.element.addEventListener('drop', (drag) => {
      drag.preventDefault();
      this.element.classList.remove('over');
      wish('tap', { guest: guest().id, gate: this.id, leaves: false });
    });
  }

  render(view, held) {
    this.view = view;
    set(this.serves, view.serves);
    if (document.activeElement !== this.language) this.language.value = view.language;
    this.picture(view.panel);
    this.drawArm(view);
    this.network(view);
    this.buttons(view, held);
    this.last(view.taps);
  }

  picture(panel) {
    const seen = JSON.stringify(panel);
    if (this.panel.dataset.seen === seen) return;
    this.panel.dataset.seen = seen;
    const tone = panel?.tone ?? 'starting';
    this.panel.className = `panel ${tone}`;
    if (!panel) {
      this.panel.setAttribute('aria-label', 'The panel is dark: the gate starts.');
      this.panel.replaceChildren(html('p', 'head', '…'));
      set(this.lamp, 'No light: the gate starts');
      return;
    }
    const code = /^[A-Z]\d\d-/.test(panel.lines.at(-1) ?? '') ? panel.lines.at(-1) : '';
    const lines = (code ? panel.lines.slice(0, -1) : panel.lines).map((line) => html('p', 'line', line));
    const text = html('div', 'text', html('p', 'head', panel.headline), ...lines);
    if (code) text.append(html('p', 'code', code));
    this.panel.replaceChildren(sign(tone), text);
    this.panel.setAttribute('aria-label', `Panel: ${[panel.headline, ...panel.lines].join('. ')}`);
  }

  drawArm(view) {
    const { admitted, left } = view.counts;
    const now = Date.now();
    if (this.seen && (admitted > this.seen.admitted || left > this.seen.left)) {
      this.walkingUntil = now + WALK_MS;
      this.leaves = left > this.seen.left;
      this.lane.classList.remove('walks');
      void this.lane.getBoundingClientRect(); // Begins the animation anew.
      setTimeout(() => this.view && this.drawArm(this.view), WALK_MS + 50);
    }
    this.seen = { admitted, left };
    const walks = now < this.walkingUntil;
    const tone = view.panel?.tone ?? 'starting';
    const here = walks || view.busy || view.arm === 'OPEN';
    this.lane.className = `lane arm-${view.arm} tone-${tone}${walks ? ' walks' : ''}${walks && this.leaves ? ' leaves' : ''}${here ? ' here' : ''}`;
    const arm = walks
      ? 'Arm: open, a body passes'
      : { OPEN: 'Arm: open', FREE: 'Arm: free by wire, fire release', LOCKED: 'Arm: closed and locked' }[view.arm];
    set(this.arm, arm);
    const sound = view.sound && tone !== 'IDLE' && tone !== 'WORKING' ? `, ${SOUND[view.sound]}` : '';
    if (view.panel) set(this.lamp, `${LIGHT[tone]}${sound}`);
  }

  network(view) {
    const whole = plugged(view);
    this.cable.classList.toggle('out', !whole);
    this.cable.classList.toggle('silent', view.cable === 'SILENT');
    this.cable.setAttribute('aria-checked', String(whole));
    set(this.cableText, CABLE[view.cable]);
    this.mute.disabled = view.cable === 'SILENT';
    this.cable.title = whole ? '' : 'Plugged in, its agent comes back by itself: after a random wait, of up to 30 s if it was away long';
    this.cable.setAttribute('aria-label', `Network cable of gate ${this.id.toUpperCase()}`);
    const { admitted, unsent } = view.counts;
    const waits = unsent === 0 ? 'all of it told' : whole ? rowsThat(unsent, 'is on its way', 'are on their way') : rowsThat(unsent, 'waits', 'wait');
    set(this.rows, `In its journal: ${admitted} let in, ${waits}. Has ${masters(view.masters)}.`);
    this.rows.classList.toggle('waits', unsent > 0 && !whole);
  }

  buttons(view, held) {
    const name = this.id.toUpperCase();
    set(this.tap, `Hold ${held}’s chip here`);
    this.tap.setAttribute('aria-label', `Hold ${held}’s chip to gate ${name}`);
    this.leave.setAttribute('aria-label', `Leave with ${held}’s chip at gate ${name}`);
    set(this.crowd, view.queue ? `${view.queue} in the queue` : 'Send 10 visitors');
    this.crowd.setAttribute('aria-label', `${this.crowd.textContent}, gate ${name}`);
    this.crowd.disabled = view.queue > 0;
    this.tap.classList.toggle('busy', view.busy);
    set(this.fire, view.arm === 'FREE' ? 'End the fire release' : 'Fire release');
  }

  last(taps) {
    const seen = taps.map((each) => each.at).join();
    if (this.taps.dataset.seen === seen) return;
    this.taps.dataset.seen = seen;
    this.taps.replaceChildren(
      ...taps.map((each) => {
        const time = new Date(each.at).toLocaleTimeString([], { hour12: false });
        const verdict = each.code || (each.direction === 'EXIT' ? 'let out' : 'let in');
        return html(
          'li',
          each.code ? 'no' : 'yes',
          html('span', 'time', time),
          html('b', '', each.guest),
          html('span', 'verdict', `${each.code ? '✕' : '✓'} ${verdict}`),
          html('span', 'ms', `${each.ms} ms`),
        );
      }),
    );
  }
}

function rowsThat(count, one, many) {
  return count === 1 ? `1 row ${one}` : `${count} rows ${many}`;
}

/** "E1001 v2 E1002 v1" in words. */
function masters(text) {
  const versions = [...text.matchAll(/v(\d+)/g)].map((each) => each[1]);
  return versions.length === 0 ? 'no event yet' : `master v${versions[0]}`;
}
