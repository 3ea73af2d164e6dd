// What venue unit and center know, beside what the gates' own journals say.
import { html } from '/draw.js';

const STATES = {
  LIVE: ['●', 'live'],
  DELAYED: ['◐', 'delayed'],
  OFFLINE: ['○', 'offline'],
  NEVER_SEEN: ['–', 'never seen'],
  CLOCK_SUSPECT: ['!', 'clock suspect'],
};

/** How the venue's internet line can be. */
const LINE = { PLUGGED: 'Internet line: up', PULLED: 'Internet line: DOWN', SILENT: 'Internet line: DOWN, silently' };

/** A board that was last heard so long ago is marked, ms; it is asked every 400 ms. */
const SILENCE_MS = 6000;

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** How far the demo's clock is ahead of this browser's, ms: it may run on another machine. */
let ahead = 0;

function age(instant) {
  return Math.max(0, Date.now() + ahead - new Date(instant).getTime());
}

function ago(instant) {
  const seconds = Math.round(age(instant) / 1000);
  return seconds < 2 ? 'now' : seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}

function sum(counts) {
  return Object.values(counts).reduce((all, each) => all + each, 0);
}

export class Boards {
  /**
   * @param {{truth: HTMLElement, boards: HTMLElement, doors: HTMLElement}} places
   * @param {(act: string, more?: object) => Promise<boolean>} wish
   */
  constructor(places, wish) {
    this.places = places;
    this.wish = wish;
    /** @type {Map<string, Board>} */
    this.boards = new Map();
  }

  render(ground) {
    ahead = new Date(ground.now).getTime() - Date.now();
    this.truth(ground.truth);
    for (const each of ground.boards) {
      let board = this.boards.get(each.name);
      if (!board) {
        board = new Board(each, this.wish, ground.signIn);
        this.boards.set(each.name, board);
        this.places.boards.append(board.element);
      }
      board.render(each, ground.truth);
    }
    this.doors(ground.signIn);
  }

  age(ground) {
    for (const each of ground.boards) this.boards.get(each.name)?.render(each, ground.truth);
  }

  truth(truth) {
    const place = this.places.truth;
    const seen = JSON.stringify(truth);
    if (place.dataset.seen === seen) return;
    place.dataset.seen = seen;
    const inside = truth.admitted - truth.left;
    place.replaceChildren(
      html('p', 'label', 'What really happened: the gates’ own journals'),
      html('p', 'big', html('b', '', String(truth.admitted)), ' walked in'),
      html('p', '', `${inside} inside, ${truth.refused} turned away`),
      html('p', truth.held ? 'waits' : '', truth.held ? `${truth.held} rows wait at gates that are cut off` : 'All of it is told'),
    );
  }

  doors(signIn) {
    const place = this.places.doors;
    if (place.childElementCount) return;
    const { center, venue } = signIn;
    place.append(
      html('h3', '', 'Look behind this page'),
      html('p', 'about', 'Each opens in a tab of its own, signed in.'),
      html(
        'ul',
        '',
        html('li', '', door(signIn, venue, 'venue-board', 'The live board at the venue’s unit')),
        html('li', '', door(signIn, center, 'center-board', 'The live board at the center')),
        html('li', '', door(signIn, center, 'center-register', 'The ticket register')),
        html('li', '', door(signIn, center, 'center-gates', 'Gates and their certificates')),
      ),
      byHand('The unit', venue),
      byHand('The center', center),
    );
  }
}

/** A link through the demo itself, under the host of where it leads: cookies know hosts, not ports. */
function door(signIn, at, name, text) {
  const anchor = /** @type {HTMLAnchorElement} */ (html('a', '', text));
  anchor.href = `http://${at.host}:${location.port}/door/${name}?key=${signIn.key}`;
  anchor.target = '_blank';
  anchor.rel = 'noreferrer';
  return anchor;
}

function byHand(name, at) {
  const secret = html('code', 'secret', at.password);
  return html('p', 'by-hand', `${name} by hand: `, html('code', '', at.address), ', as ', html('code', '', at.email), ' with ', secret);
}

class Board {
  constructor(view, wish, signIn) {
    this.title = html('h3', '', view.title);
    this.about = html('p', 'about', view.about);
    this.silence = html('p', 'silence');
    this.silence.hidden = true;
    this.summary = html('p', 'summary');
    this.agrees = html('p', 'agrees');
    this.body = html('tbody');
    this.more = html('p', 'more-counts');
    this.incidents = html('ul', 'incidents');
    const head = html('tr');
    for (const each of ['Gate', 'State', 'Let in', 'As of']) {
      const cell = html('th', each === 'Let in' ? 'number' : '', each);
      cell.setAttribute('scope', 'col');
      head.append(cell);
    }
    const table = html('table', '', html('caption', 'unseen', `Gates, as the ${view.name} knows them`), html('thead', '', head), this.body);
    this.element = html('section', `board ${view.name}`, this.title, this.about);
    if (view.name === 'center') this.element.append(...this.cable(wish));
    const live = door(signIn, signIn[view.name], `${view.name}-board`, 'Open its live board');
    live.setAttribute('aria-label', `Open the live board of the ${view.name === 'venue' ? 'venue’s unit' : 'center'}`);
    this.element.append(this.silence, this.summary, this.agrees, table, this.more, this.incidents, html('p', 'live', live));
  }

  cable(wish) {
    const line = /** @type {HTMLButtonElement} */ (html('button', 'internet'));
    line.type = 'button';
    line.setAttribute('role', 'switch');
    line.setAttribute('aria-label', 'The venue’s internet line');
    line.addEventListener('click', () => wish('internet', { state: this.view.line === 'PLUGGED' ? 'PULLED' : 'PLUGGED' }));
    this.line = line;
    const mute = /** @type {HTMLButtonElement} */ (html('button', 'quiet small', 'Cut the line silently'));
    mute.type = 'button';
    mute.title = 'Packets vanish and nobody is told: the center finds out by silence, within 45 s';
    mute.addEventListener('click', () => wish('internet', { state: 'SILENT' }));
    this.mute = mute;
    return [line, mute];
  }

  render(view, truth) {
    this.view = view;
    if (this.line) {
      const up = view.line === 'PLUGGED';
      this.line.setAttribute('aria-checked', String(up));
      this.line.classList.toggle('out', !up);
      set(this.line, LINE[view.line]);
      this.mute.disabled = view.line === 'SILENT';
    }
    if (!view.counts) {
      set(this.summary, '…');
      return;
    }
    this.hush(view);
    set(this.summary, view.summary);
    this.compare(view, truth);
    const { total, refused } = view.counts;
    set(this.more, `${total.admitted - total.left} inside, ${sum(refused)} turned away.`);
    this.rows(view.counts.gates);
    this.notes(view.incidents);
  }

  /** What a board said before it fell silent stays, marked, with its age. */
  hush(view) {
    const silent = !view.answers || age(view.at) > SILENCE_MS;
    this.element.classList.toggle('silent', silent);
    this.silence.hidden = !silent;
    set(this.silence, silent ? `✕ It does not answer: all this is ${Math.round(age(view.at) / 1000)} s old.` : '');
  }

  compare(view, truth) {
    const silent = !this.silence.hidden;
    const known = view.counts.total.admitted;
    const missing = truth.admitted - known;
    this.agrees.className = `agrees ${missing === 0 && !silent ? 'yes' : 'no'}`;
    set(
      this.agrees,
      missing === 0
        ? silent
          ? '◔ when it spoke last, it had heard of all'
          : '✓ to the last visitor what the gates’ journals say'
        : `◔ ${missing} let in that it has not heard of${view.summary.includes('unknown') ? ', and it says so' : ' yet: see “as of”'}`,
    );
  }

  rows(gates) {
    const seen = JSON.stringify(gates.map((each) => [each.gate, each.liveness, each.counts.admitted, ago(each.asOf)]));
    if (this.body.dataset.seen === seen) return;
    this.body.dataset.seen = seen;
    this.body.replaceChildren(
      ...gates.map((each) => {
        const [symbol, word] = STATES[each.liveness];
        const name = html('th', '', each.gate.toUpperCase());
        name.setAttribute('scope', 'row');
        const stale = each.liveness === 'LIVE' ? '' : ' stale';
        return html(
          'tr',
          each.liveness,
          name,
          html('td', '', html('span', `state ${each.liveness}`, `${symbol} ${word}`)),
          html('td', `number${stale}`, String(each.counts.admitted)),
          html('td', `asof${stale}`, each.asOf ? ago(each.asOf) : '–'),
        );
      }),
    );
  }

  notes(incidents) {
    const seen = JSON.stringify(incidents.map((each) => [each.kind, each.lastAt]));
    if (this.incidents.dataset.seen === seen) return;
    this.incidents.dataset.seen = seen;
    this.incidents.replaceChildren(
      ...incidents.slice(0, 4).map((each) => html('li', '', html('b', '', each.kind.replaceAll('_', ' ').toLowerCase()), ` ${each.gate.toUpperCase()}: ${each.detail}`)),
    );
  }
}
