/* Whether dates and durations are read, counted and written right. */
#include <config.h>

#include <inttypes.h>

#include "../tap.h"
#include "util/time.h"

struct row {
	const char *text;
	int64_t want; /* when it is read */
	const char *why; /* contained in the reason when it is refused */
};

/* Seconds are those of `date -u -d TEXT +%s`. */
static const struct row times[] = {
	{ "1970-01-01", 0, NULL },
	{ "1970-01-01T00:00:01Z", 1, NULL },
	{ "2000-02-29", 951782400, NULL },
	{ "2000-03-01", 951868800, NULL },
	{ "2020-11-20", 1605830400, NULL },
	{ "2021-09-30T14:01:15Z", 1633010475, NULL },
	{ "2021-09-30 14:01Z", 1633010460, NULL },
	{ "2038-01-19T03:14:08Z", INT64_C(2147483648), NULL },
	{ "2100-03-01", INT64_C(4107542400), NULL },
	{ "9999-12-31T23:59:59Z", PL_TIME_MAX, NULL },
	{ "2021-02-29", 0, "February has 28 days" },
	{ "2100-02-29", 0, "February has 28 days" },
	{ "2024-02-30", 0, "February has 28 days, 29 in leap years" },
	{ "2021-04-31", 0, "have 30 days" },
	{ "2021-01-32", 0, "days run from 01 to 31" },
	{ "2021-01-00", 0, "days run from 01 to 31" },
	{ "2021-13-01", 0, "months run from 01 to 12" },
	{ "2021-00-01", 0, "months run from 01 to 12" },
	{ "1969-12-31", 0, "years run from 1970 to 9999" },
	{ "10000-01-01", 0, "YYYY-MM-DD" },
	{ "2021-1-1", 0, "YYYY-MM-DD" },
	{ "2021-01-01x", 0, "YYYY-MM-DD" },
	{ "tomorrow", 0, "YYYY-MM-DD" },
	{ "", 0, "YYYY-MM-DD" },
	{ " 2021-01-01", 0, "YYYY-MM-DD" },
	{ "+021-01-01", 0, "YYYY-MM-DD" },
	{ "2021-01-01T24:00Z", 0, "hours run" },
	{ "2021-01-01T23:60Z", 0, "minutes run" },
	{ "2016-12-31T23:59:60Z", 0, "leap seconds" },
	{ "2021-01-01T10:00", 0, "ends in Z" },
	{ "2021-01-01T10:00:00", 0, "ends in Z" },
	{ "2021-01-01T10:00:00+02:00", 0, "in UTC" },
	{ "2021-01-01T10:00:00.5Z", 0, "whole seconds" },
	{ "2021-01-01T10Z", 0, "HH:MM" },
	{ "2021-01-01T10:00Zx", 0, "HH:MM" },
	{ "2021-01-01T", 0, "HH:MM" },
};

static const struct row durations[] = {
	{ "90d", 90 * PL_DAY, NULL },
	{ "1d12h", 36 * PL_HOUR, NULL },
	{ "2w", 14 * PL_DAY, NULL },
	{ "5m", 300, NULL },
	{ "0s", 0, NULL },
	{ "12h1d1s", 36 * PL_HOUR + 1, NULL },
	{ "1h1h", 2 * PL_HOUR, NULL },
	{ "3652059d", INT64_C(3652059) * PL_DAY, NULL },
	{ "", 0, "90d or 1d12h" },
	{ "90", 0, "needs a unit" },
	{ "1d12", 0, "needs a unit" },
	{ "d", 0, "90d or 1d12h" },
	{ "+1d", 0, "90d or 1d12h" },
	{ "-1d", 0, "90d or 1d12h" },
	{ "1 d", 0, "90d or 1d12h" },
	{ "1y", 0, "s, m, h, d or w" },
	{ "1.5d", 0, "s, m, h, d or w" },
	{ "99999999999999999999d", 0, "9999 years" },
	{ "9223372036854775807s", 0, "9999 years" },
	{ "4000000d", 0, "9999 years" },
};

static void test_parse(const struct row *row, bool parse(const char *, int64_t *, const char **))
{
	const char *why = "never set";
	int64_t got = -1;
	bool ok = parse(row->text, &got, &why);

	if (!row->why) {
		tap_ok(ok && got == row->want, "'%s' is read", row->text);
		if (got != row->want)
			tap_note("wanted %" PRId64 ", got %" PRId64 " (%s)", row->want, got,
				 why ? why : "");
		return;
	}
	tap_ok(!ok, "'%s' is refused", row->text);
	tap_has(why, row->why, "and the reason says why");
}

/* Every day of the range follows the one before, and comes back from its text. */
static void test_every_day(void)
{
	struct pl_civil before = { 1969, 12, 31, 0, 0, 0 }, now;
	int64_t wrong = -1;

	for (int64_t t = 0; t <= PL_TIME_MAX && wrong < 0; t += PL_DAY) {
		int64_t back = -1;
		bool next;

		pl_time_to_civil(t, &now);
		next = now.day == before.day + 1 ? now.month == before.month :
		       now.day == 1 && (now.month == before.month + 1 ||
					(now.month == 1 && now.year == before.year + 1));
		if (!next || !pl_time_from_civil(&now, &back) || back != t)
			wrong = t;
		before = now;
	}
	tap_ok(wrong < 0, "every day from 1970 to 9999 follows the one before and comes back");
	tap_ok(before.year == 9999 && before.month == 12 && before.day == 31,
	       "the last day is 9999-12-31");
}

static void test_format(void)
{
	char text[PL_TIME_TEXT];

	tap_text(pl_time_format(1633010475, text), "2021-09-30T14:01:15Z", "a time is written");
	tap_text(pl_time_format(PL_TIME_MAX, text), "9999-12-31T23:59:59Z", "so is the last one");
	tap_text(pl_time_format_short(951782400, text), "2000-02-29", "midnight is written short");
	tap_text(pl_time_format_short(951782401, text), "2000-02-29T00:00:01Z",
		 "a second later is not");
	tap_text(pl_time_format(PL_TIME_NONE, text), "no date", "no date has words");
	tap_text(pl_time_format(INT64_MAX, text), "9999-12-31T23:59:59Z",
		 "a time beyond the range is held at its end");
}

static void test_duration_format(void)
{
	static const struct {
		int64_t seconds;
		const char *shortest, *words;
	} rows[] = {
		{ 0, "0s", "0 seconds" },
		{ 1, "1s", "1 second" },
		{ 90 * PL_DAY, "90d", "90 days" },
		{ 36 * PL_HOUR, "1d12h", "1 day 12 hours" },
		{ 2 * PL_HOUR + 5 * PL_MINUTE, "2h5m", "2 hours 5 minutes" },
		{ PL_DAY + 1, "1d1s", "1 day" },
		{ 90 * PL_DAY - 1, "89d23h59m59s", "89 days 23 hours" },
		{ -PL_HOUR, "-1h", "-1 hour" },
		{ INT64_MIN, "-106751991167300d15h30m8s", "-106751991167300 days 15 hours" },
	};
	char text[PL_DURATION_TEXT];

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const char *why;
		int64_t back = -1;

		tap_text(pl_duration_words(rows[i].seconds, text), rows[i].words,
			 "a duration in words");
		tap_text(pl_duration_format(rows[i].seconds, text), rows[i].shortest,
			 "a duration in units");
		if (rows[i].seconds >= 0)
			tap_ok(pl_duration_parse(text, &back, &why) && back == rows[i].seconds,
			       "%s reads back", text);
	}
}

static const struct row zones[] = {
	{ "+09:00", 9 * PL_HOUR, NULL },
	{ "-03:30", -(3 * PL_HOUR + 30 * PL_MINUTE), NULL },
	{ "+00:00", 0, NULL },
	{ "Z", 0, NULL },
	{ "+14:00", 14 * PL_HOUR, NULL },
	{ "-14:00", -14 * PL_HOUR, NULL },
	{ "+14:01", 0, "zones go from -14:00 to +14:00" },
	{ "-99:00", 0, "zones go from -14:00 to +14:00" },
	{ "09:00", 0, "write its distance from UTC, like +09:00 or -03:30" },
	{ "+9:00", 0, "write its distance from UTC, like +09:00 or -03:30" },
	{ "+09:60", 0, "write its distance from UTC, like +09:00 or -03:30" },
	{ "+0900", 0, "write its distance from UTC, like +09:00 or -03:30" },
	{ "Europe/Berlin", 0, "write its distance from UTC, like +09:00 or -03:30" },
	{ "", 0, "write its distance from UTC, like +09:00 or -03:30" },
};

static void test_zone_format(void)
{
	char text[PL_ZONE_TEXT];

	tap_text(pl_zone_format(9 * PL_HOUR, text), "+09:00", "a zone is written");
	tap_text(pl_zone_format(-5 * PL_HOUR / 2, text), "-02:30", "one to the west, too");
	tap_text(pl_zone_format(0, text), "+00:00", "UTC itself");
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(times); i++)
		test_parse(&times[i], pl_time_parse);
	for (size_t i = 0; i < PL_ARRAY_LEN(durations); i++)
		test_parse(&durations[i], pl_duration_parse);
	test_every_day();
	test_format();
	test_duration_format();
	for (size_t i = 0; i < PL_ARRAY_LEN(zones); i++)
		test_parse(&zones[i], pl_zone_parse);
	test_zone_format();
	return tap_done();
}
