// The board's stream, and the truth about it: whether it lives.

const SILENCE_MAX = 12_000; // The center says something every 5 s.
const WAIT_MIN = 1_000;
const WAIT_MAX = 15_000;

const LAST_WORDS = {
  signed_out: 'Your session has ended. Sign in again to go on.',
  event_gone: 'This event is not there any more.',
  not_yours: 'You may not see this board any more.',
};

/**
 * Follows a stream for as long as the page is open.
 *
 * @param path where it is.
 * @param hear {board(whole), change(part), pulse(asOf), alive(), dead(why, forGood)}
 */
export function follow(path, hear) {
  let source = null;
  let heard = Date.now();
  let failures = 0;
  let over = false;
  let timer = 0;

  const alive = () => {
    heard = Date.now();
    failures = 0;
    hear.alive();
  };

  function open() {
    source = new EventSource(path + '/stream');
    heard = Date.now();
    source.addEventListener('board', (event) => {
      hear.board(JSON.parse(event.data));
      alive();
    });
    source.addEventListener('change', (event) => {
      hear.change(JSON.parse(event.data));
      alive();
    });
    source.addEventListener('pulse', (event) => {
      hear.pulse(JSON.parse(event.data).asOf);
      alive();
    });
    source.addEventListener('trouble', (event) => {
      heard = Date.now();
      hear.dead(JSON.parse(event.data).why, false);
    });
    source.addEventListener('end', (event) => end(JSON.parse(event.data).why));
    source.onerror = () => again('The connection to the center broke.');
  }

  function end(why) {
    if (why === 'renew') {
      close();
      open(); // It has only gone on long enough: nothing is missed, so nothing is said.
    } else if (LAST_WORDS[why]) {
      stop(LAST_WORDS[why]);
    } else {
      again(why === 'too_slow' ? 'This page did not keep up.' : 'The center was stopped.');
    }
  }

  function close() {
    clearTimeout(timer);
    if (source) {
      source.onerror = null;
      source.close();
      source = null;
    }
  }

  function stop(why) {
    over = true;
    close();
    hear.dead(why, true);
  }

  /** Asks anew after a while: a random one, as all pages of a center lose it at once. */
  function again(why) {
    close();
    if (over) {
      return;
    }
    hear.dead(why, false);
    failures += 1;
    const most = Math.min(WAIT_MAX, WAIT_MIN * 2 ** failures);
    timer = setTimeout(ask, WAIT_MIN / 2 + Math.random() * most);
  }

  /** An EventSource does not say why it is refused; this does. */
  async function ask() {
    try {
      const answer = await fetch(path, { headers: { Accept: 'application/json' } });
      if (answer.status === 401) {
        stop(LAST_WORDS.signed_out);
      } else if (answer.status === 403 || answer.status === 404) {
        stop(LAST_WORDS.not_yours);
      } else if (answer.ok) {
        open();
      } else {
        again('The center answers, but cannot show the board.');
      }
    } catch {
      again('The center cannot be reached.');
    }
  }

  setInterval(() => {
    if (source && Date.now() - heard > SILENCE_MAX) {
      again('The center has not said anything for ' + Math.round((Date.now() - heard) / 1000) + ' s.');
    }
  }, 1_000);
  open();
}
