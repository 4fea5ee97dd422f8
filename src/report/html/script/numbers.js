// Numbers and times in readable form.

const COUNT = new Intl.NumberFormat("en");

function count(number) {
  return number === null || number === undefined ? "–" : COUNT.format(number);
}

/// A count with its noun.
function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/// A similarity, given in ten-thousandths: `.69`.
function similarity(tenThousandths) {
  if (tenThousandths === null || tenThousandths === undefined) return "–";
  // Only a similarity of exactly 1 is shown as 1.
  const hundredths = tenThousandths < 10000 ? Math.min(99, Math.round(tenThousandths / 100)) : 100;
  const text = (hundredths / 100).toFixed(2);
  return text.startsWith("0") ? text.slice(1) : text;
}

/// A share: `34 %`.
function percent(part, whole, digits = 0) {
  return whole > 0 ? `${((100 * part) / whole).toFixed(digits)}\u00a0%` : "–";
}

const DAY = 86400;

const DAY_FORMAT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const TIME_FORMAT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});

/// The day of a time in seconds since 1970.
function dayOf(seconds) {
  return seconds === null ? "–" : DAY_FORMAT.format(new Date(seconds * 1000));
}

/// A time in UTC, or the day if only that is known.
function timeOf(seconds, dayOnly) {
  if (seconds === null) return "–";
  return dayOnly ? dayOf(seconds) : TIME_FORMAT.format(new Date(seconds * 1000));
}

/// The day as in the search: `2026-03-12`.
function isoDay(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/// A duration, given in minutes.
function minutesLong(minutes) {
  if (minutes === null || minutes === undefined) return "–";
  if (minutes < 60) return `${minutes}\u00a0min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}\u00a0h${minutes % 60 ? ` ${minutes % 60}\u00a0min` : ""}`;
  return `${Math.round(minutes / 1440)}\u00a0days`;
}

/// The time from the first to the last article of a story, to the day if its dates have no times.
function spanOf(story) {
  const { first, last, dayOnly } = story;
  if (first === null) return "–";
  if (dayOnly) {
    const days = Math.floor(last / DAY) - Math.floor(first / DAY);
    return days === 0 ? "one day" : counted(days + 1, "day");
  }
  return minutesLong(Math.floor((last - first) / 60));
}

function bytesLong(bytes) {
  if (bytes < 1000) return `${bytes}\u00a0B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`;
}

/// The label of a day on an axis of `days` days.
function shortDay(day, days) {
  const [date, month, year] = dayOf(day * DAY).split(" ");
  return days < 300 ? `${date} ${month}` : `${month} ${year}`;
}
