// Numbers, times and states in words, as the server writes them (Pages.java).

const SPACE = '\u00a0';

export function number(value) {
  return value < 0 ? '?' : String(value).replace(/\B(?=(\d{3})+$)/g, SPACE);
}

export function orUnknown(value) {
  return value === undefined || value === null ? '?' : number(value);
}

/** Five minutes' entries as people a minute. */
export function perMinute(entries) {
  return entries === undefined || entries === null ? '?' : (entries / 5).toFixed(1);
}

export function percent(part, whole) {
  return whole <= 0 ? '' : Math.round((100 * part) / whole) + ' %';
}

/** "123 + up to 40". */
export function admitted(confirmed, upTo) {
  return number(confirmed) + (upTo > 0 ? ` + up to ${number(upTo)}` : '');
}

/** "118 (33 %)". */
export function expected(admitted, whole) {
  return number(whole) + (whole > 0 ? ` (${percent(admitted, whole)})` : '');
}

export function state(name) {
  return name.toLowerCase().replaceAll('_', ' ');
}

export function code(name) {
  const words = name.toLowerCase().replace(/[_-]/g, ' ');
  return words === '' ? '?' : words[0].toUpperCase() + words.slice(1);
}

/** Times as the venue's clocks show them. */
export function clock(zone) {
  const options = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const minutes = new Intl.DateTimeFormat('en-GB', options);
  const days = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const seconds = new Intl.DateTimeFormat('en-GB', { ...options, second: '2-digit' });
  return {
    minutes: (time) => minutes.format(time),
    seconds: (time) => seconds.format(time),
    days: (time) => days.format(time),
    /** The time of day; of another day than now, its date. */
    at: (time, now) => (days.format(time) === days.format(now) ? minutes : days).format(time),
  };
}

/** "12 s ago", "5 min ago", "3 h ago". */
export function age(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return seconds + ' s ago';
  }
  if (seconds < 7200) {
    return Math.floor(seconds / 60) + ' min ago';
  }
  return seconds < 172800 ? Math.floor(seconds / 3600) + ' h ago' : Math.floor(seconds / 86400) + ' days ago';
}

/** How far a gate's clock is off. */
export function off(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  if (seconds === 0) {
    return 'not trusted';
  }
  let amount;
  if (seconds < 120) {
    amount = seconds + ' s';
  } else if (seconds < 7200) {
    amount = Math.floor(seconds / 60) + ' min';
  } else {
    amount = seconds < 172800 ? Math.floor(seconds / 3600) + ' h' : Math.floor(seconds / 86400) + ' days';
  }
  return amount + (milliseconds > 0 ? ' fast' : ' slow');
}

export function forecast(range, times) {
  return range.from && range.until
    ? `between ${times.minutes(new Date(range.from))} and ${times.minutes(new Date(range.until))}`
    : 'unknown: ' + range.why;
}

/** "2026-11-27, doors 18:00, last entry 20:30"; each with its day if that is another. */
export function hours(head, times) {
  const doors = new Date(head.doors);
  const last = new Date(head.lastEntry);
  const same = times.days(doors) === times.days(last);
  return (
    `${times.days(doors)}, doors ${times.minutes(doors)}, ` +
    `last entry ${same ? '' : times.days(last) + ' '}${times.minutes(last)}`
  );
}

export function master(gate, newest, now, times) {
  if (gate.master === 0) {
    return newest === 0 ? '' : 'none';
  }
  const of = gate.masterAt ? ' of ' + times.at(new Date(gate.masterAt), now) : '';
  return 'v' + gate.master + of + (gate.master < newest ? ', newest v' + newest : '');
}

export function remarks(gate) {
  const said = [];
  if (gate.state === 'CLOCK_SUSPECT' || gate.clockOffMs !== 0) {
    said.push('clock ' + off(gate.clockOffMs) + '.');
  }
  if (gate.rowsLost > 0) {
    said.push(number(gate.rowsLost) + ' rows of an earlier card never came.');
  }
  gate.troubles.forEach((trouble) => said.push(trouble + '.'));
  const faults = gate.computer.readerFaults;
  if (faults > 0) {
    said.push(`reader failed ${faults === 1 ? 'once' : number(faults) + ' times'} so far.`);
  }
  return said.join(' ');
}
