// What venue unit and center know, beside what the gates' own journals say.
import { html } from '/draw.js';

const STATES = {
  LIVE: ['●', 'live'],
  DELAYED: ['◐', 'delayed'],
  OFFLINE: ['○', 'offline'],
  NEVER_SEEN: ['–', 'never seen'],
  CLOCK_SUSPECT: ['!', 'clock suspect'],
};

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function ago(instant) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(instant).getTime()) / 1000));
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
    this.truth(ground.truth);
    for (const each of ground.boards) {
      let board = this.boards.get(each.name);
      if (!board) {
        board = new Board(each, this.wish);
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
    const link = (door, path, text) => {
      const anchor = /** @type {HTMLAnchorElement} */ (html('a', '', text));
      anchor.href = `${door.address}/sign-in?next=${encodeURIComponent(path)}`;
      anchor.target = '_blank';
      anchor.rel = 'noreferrer';
      return html('li', '', anchor);
    };
    const door = (name, at, ...links) => [
      html('h4', '', name),
      html('p', '', 'Sign in as ', html('code', '', at.email), ' with ', html('code', 'secret', at.password)),
      html('ul', '', ...links),
    ];
    const { center, venue, event, venueNumber } = signIn;
    place.append(
      html('h3', '', 'Look behind this page'),
      ...door('At the venue’s unit', venue, link(venue, `/events/${event}/board`, 'The manager’s live board')),
      ...door(
        'At the center',
        center,
        link(center, `/events/${event}/board`, 'The live board, from afar'),
        link(center, `/events/${event}/register`, 'The ticket register'),
        link(center, `/venues/${venueNumber}/gates`, 'Gates and their certificates'),
      ),
    );
  }
}

class Board {
  constructor(view, wish) {
    this.title = html('h3', '', view.title);
    this.about = html('p', 'about', view.about);
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
    if (view.name === 'center') this.element.append(this.cable(view, wish));
    this.element.append(this.summary, this.agrees, table, this.more, this.incidents);
  }

  cable(view, wish) {
    const line = /** @type {HTMLButtonElement} */ (html('button', 'internet'));
    line.type = 'button';
    line.setAttribute('role', 'switch');
    line.setAttribute('aria-label', 'The venue’s internet line');
    line.addEventListener('click', () => wish('internet', { on: !this.view.plugged }));
    this.line = line;
    return line;
  }

  render(view, truth) {
    this.view = view;
    if (this.line) {
      this.line.setAttribute('aria-checked', String(view.plugged));
      this.line.classList.toggle('out', !view.plugged);
      set(this.line, view.plugged ? 'Internet line: up' : 'Internet line: DOWN');
    }
    if (!view.counts) {
      set(this.summary, '…');
      return;
    }
    set(this.summary, view.summary);
    this.compare(view, truth);
    const { total, refused } = view.counts;
    const stale = view.answers ? '' : ` This board does not answer since ${ago(view.at)}.`;
    set(this.more, `${total.admitted - total.left} inside, ${sum(refused)} turned away.${stale}`);
    this.rows(view.counts.gates);
    this.notes(view.incidents);
  }

  compare(view, truth) {
    const known = view.counts.total.admitted;
    const missing = truth.admitted - known;
    this.agrees.className = `agrees ${missing === 0 ? 'yes' : 'no'}`;
    set(
      this.agrees,
      missing === 0
        ? '✓ to the last visitor what the gates’ journals say'
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
