/* Which second a civil date is, and how dates and durations are written. */
#include <config.h>

#include "util/time.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define DAYS_PER_ERA 146097   /* 400 Gregorian years */
#define DAYS_TO_EPOCH 719468  /* from 0000-03-01 to 1970-01-01 */
#define FIRST_YEAR 1970
#define LAST_YEAR 9999
#define DURATION_MAX (INT64_C(9999) * 366 * PL_DAY)

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years that begin in March put the leap day last, which leaves one formula. */
static int64_t days_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return (int64_t)era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

static void civil_from_days(int64_t days, struct pl_civil *out)
{
	int64_t z = days + DAYS_TO_EPOCH;
	int era = (int)(z / DAYS_PER_ERA);
	int day_of_era = (int)(z - (int64_t)era * DAYS_PER_ERA);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			   day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int mp = (5 * day_of_year + 2) / 153;

	out->day = day_of_year - (153 * mp + 2) / 5 + 1;
	out->month = mp < 10 ? mp + 3 : mp - 9;
	out->year = year_of_era + era * 400 + (out->month <= 2);
}

/* Why a month has no such day; days below 1 and above 31 are told before. */
static const char *why_no_day(int month)
{
	if (month == 2)
		return "February has 28 days, 29 in leap years only";
	return "April, June, September and November have 30 days";
}

/* NULL when the date and time exist. */
static const char *why_not(const struct pl_civil *c)
{
	if (c->year < FIRST_YEAR || c->year > LAST_YEAR)
		return "years run from 1970 to 9999";
	if (c->month < 1 || c->month > 12)
		return "months run from 01 to 12";
	if (c->day < 1 || c->day > 31)
		return "days run from 01 to 31";
	if (c->day > days_in_month(c->year, c->month))
		return why_no_day(c->month);
	if (c->hour < 0 || c->hour > 23)
		return "hours run from 00 to 23";
	if (c->minute < 0 || c->minute > 59)
		return "minutes run from 00 to 59";
	if (c->second < 0 || c->second > 59)
		return "seconds run from 00 to 59, without leap seconds";
	return NULL;
}

bool pl_time_from_civil(const struct pl_civil *civil, int64_t *out)
{
	if (why_not(civil))
		return false;
	*out = days_from_civil(civil->year, civil->month, civil->day) * PL_DAY +
	       civil->hour * PL_HOUR + civil->minute * PL_MINUTE + civil->second;
	return true;
}

static int64_t clamp(int64_t time)
{
	if (time < PL_TIME_MIN)
		return PL_TIME_MIN;
	return time > PL_TIME_MAX ? PL_TIME_MAX : time;
}

void pl_time_to_civil(int64_t time, struct pl_civil *out)
{
	int64_t rest;

	time = clamp(time);
	rest = time % PL_DAY;
	civil_from_days(time / PL_DAY, out);
	out->hour = (int)(rest / PL_HOUR);
	out->minute = (int)(rest % PL_HOUR / PL_MINUTE);
	out->second = (int)(rest % PL_MINUTE);
}

/* Reads exactly `count` digits; no sign, no blank. */
static bool digits(const char **text, int count, int *out)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		value = 10 * value + (**text - '0');
	}
	*out = value;
	return true;
}

static bool literal(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

/* Reads "09:00Z" or "09:00:00Z" to the end of the text. */
static const char *parse_clock(const char *text, struct pl_civil *civil)
{
	static const char form[] = "a time is written HH:MM or HH:MM:SS and ends in Z, for UTC";

	if (!digits(&text, 2, &civil->hour) || !literal(&text, ':') ||
	    !digits(&text, 2, &civil->minute))
		return form;
	if (literal(&text, ':') && !digits(&text, 2, &civil->second))
		return form;
	if (*text == '+' || *text == '-')
		return "times are in UTC: convert it and end it in Z";
	if (*text == '.')
		return "times have whole seconds";
	if (!literal(&text, 'Z'))
		return *text ? form : "a time ends in Z, for UTC";
	return *text ? form : NULL;
}

static const char *parse_time(const char *text, struct pl_civil *civil)
{
	static const char form[] =
		"a date is written YYYY-MM-DD, with a time YYYY-MM-DDTHH:MM:SSZ";
	const char *why = NULL;

	if (!digits(&text, 4, &civil->year) || !literal(&text, '-') ||
	    !digits(&text, 2, &civil->month) || !literal(&text, '-') ||
	    !digits(&text, 2, &civil->day))
		return form;
	if (literal(&text, 'T') || literal(&text, ' '))
		why = parse_clock(text, civil);
	else if (*text)
		return form;
	return why ? why : why_not(civil);
}

bool pl_time_parse(const char *text, int64_t *out, const char **why)
{
	struct pl_civil civil = { 0 };

	*why = parse_time(text, &civil);
	return !*why && pl_time_from_civil(&civil, out);
}

const char *pl_time_format(int64_t time, char out[PL_TIME_TEXT])
{
	struct pl_civil c;

	if (time == PL_TIME_NONE) {
		snprintf(out, PL_TIME_TEXT, "no date");
		return out;
	}
	pl_time_to_civil(time, &c);
	/* The remainders show the compiler that everything fits. */
	snprintf(out, PL_TIME_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)c.year % 10000,
		 (unsigned)c.month % 100, (unsigned)c.day % 100, (unsigned)c.hour % 100,
		 (unsigned)c.minute % 100, (unsigned)c.second % 100);
	return out;
}

const char *pl_time_format_short(int64_t time, char out[PL_TIME_TEXT])
{
	pl_time_format(time, out);
	if (time != PL_TIME_NONE && clamp(time) % PL_DAY == 0)
		out[sizeof("2027-08-03") - 1] = '\0';
	return out;
}

static int64_t unit_seconds(char unit)
{
	switch (unit) {
	case 's': return 1;
	case 'm': return PL_MINUTE;
	case 'h': return PL_HOUR;
	case 'd': return PL_DAY;
	case 'w': return 7 * PL_DAY;
	default: return 0;
	}
}

static const char *parse_duration(const char *text, int64_t *out)
{
	static const char form[] =
		"a duration is numbers with units, as 90d or 1d12h: s, m, h, d or w";
	static const char large[] = "durations run to 9999 years";
	int64_t sum = 0;

	if (!*text)
		return form;
	while (*text) {
		int64_t value = 0, unit;

		if (*text < '0' || *text > '9')
			return form;
		for (; *text >= '0' && *text <= '9'; text++) {
			value = 10 * value + (*text - '0');
			if (value > DURATION_MAX)
				return large;
		}
		if (!*text)
			return "the number needs a unit: s, m, h, d or w";
		unit = unit_seconds(*text++);
		if (unit == 0)
			return form;
		if (value > (DURATION_MAX - sum) / unit)
			return large;
		sum += value * unit;
	}
	*out = sum;
	return NULL;
}

bool pl_duration_parse(const char *text, int64_t *out, const char **why)
{
	*why = parse_duration(text, out);
	return !*why;
}

struct unit {
	int64_t seconds;
	char letter;
	const char *word;
};

static const struct unit units[] = {
	{ PL_DAY, 'd', "day" },
	{ PL_HOUR, 'h', "hour" },
	{ PL_MINUTE, 'm', "minute" },
	{ 1, 's', "second" },
};

/* Writes the sign and yields the magnitude, also that of INT64_MIN. */
static uint64_t put_sign(int64_t seconds, char *out, size_t *len)
{
	if (seconds >= 0)
		return (uint64_t)seconds;
	out[(*len)++] = '-';
	return -(uint64_t)seconds;
}

const char *pl_duration_format(int64_t seconds, char out[PL_DURATION_TEXT])
{
	size_t len = 0;
	uint64_t rest = put_sign(seconds, out, &len);

	if (rest == 0)
		snprintf(out, PL_DURATION_TEXT, "0s");
	for (size_t i = 0; i < PL_ARRAY_LEN(units) && rest > 0; i++) {
		uint64_t unit = (uint64_t)units[i].seconds;

		if (rest >= unit)
			len += (size_t)snprintf(out + len, PL_DURATION_TEXT - len, "%" PRIu64 "%c",
						rest / unit, units[i].letter);
		rest %= unit;
	}
	return out;
}

const char *pl_duration_words(int64_t seconds, char out[PL_DURATION_TEXT])
{
	size_t len = 0, first = 0;
	uint64_t rest = put_sign(seconds, out, &len);

	while (first + 1 < PL_ARRAY_LEN(units) && rest < (uint64_t)units[first].seconds)
		first++;
	for (size_t i = first; i < PL_ARRAY_LEN(units) && i < first + 2; i++) {
		uint64_t unit = (uint64_t)units[i].seconds, count = rest / unit;

		rest %= unit;
		if (count == 0 && i > first)
			break;
		len += (size_t)snprintf(out + len, PL_DURATION_TEXT - len, "%s%" PRIu64 " %s%s",
					i > first ? " " : "", count, units[i].word,
					count == 1 ? "" : "s");
	}
	return out;
}
