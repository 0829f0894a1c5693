/*
 * Civil time: seconds since 1970-01-01T00:00:00Z, UTC, without leap seconds,
 * for the years 1970 to 9999. Nothing here reads a clock.
 */
#ifndef PINLAB_UTIL_TIME_H
#define PINLAB_UTIL_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "util/compiler.h"

#define PL_TIME_MIN INT64_C(0)
#define PL_TIME_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define PL_TIME_NONE INT64_MIN            /* no date given */

#define PL_MINUTE INT64_C(60)
#define PL_HOUR INT64_C(3600)
#define PL_DAY INT64_C(86400)

struct pl_civil {
	int year, month, day, hour, minute, second;
};

/* False when the date does not exist (2021-02-29) or is out of range. */
PL_MUST_USE bool pl_time_from_civil(const struct pl_civil *civil, int64_t *out);
void pl_time_to_civil(int64_t time, struct pl_civil *out);

/*
 * Reads `2027-08-03` (midnight UTC), `2027-08-03T09:00Z`, `2027-08-03T09:00:00Z`
 * or with a blank for the T. On refusal *why says what is wrong, in a static
 * sentence ("there is no 29 February in 2021").
 */
PL_MUST_USE bool pl_time_parse(const char *text, int64_t *out, const char **why);

/* "2027-08-03T09:00:00Z": out needs PL_TIME_TEXT bytes. */
#define PL_TIME_TEXT 21
const char *pl_time_format(int64_t time, char out[PL_TIME_TEXT]);
/* "2027-08-03" when the time is midnight, otherwise as pl_time_format. */
const char *pl_time_format_short(int64_t time, char out[PL_TIME_TEXT]);

/* Reads a duration: a sum of `Ns`, `Nm`, `Nh`, `Nd`, `Nw` in any mix ("1d12h");
 * seconds, 0 to 9999 years. A leading + or - is not part of it. */
PL_MUST_USE bool pl_duration_parse(const char *text, int64_t *out, const char **why);
/* "90d", "1d12h", "0s": the shortest form that pl_duration_parse reads back. */
#define PL_DURATION_TEXT 40
const char *pl_duration_format(int64_t seconds, char out[PL_DURATION_TEXT]);
/*
 * Reads a fixed offset from UTC, "+09:00" or "-03:30" (and "Z"), from -14:00 to +14:00, into
 * seconds: local time is UTC plus it. On refusal *why says what is wrong, in a static sentence.
 */
PL_MUST_USE bool pl_zone_parse(const char *text, int64_t *out, const char **why);
/* "+09:00": out needs PL_ZONE_TEXT bytes. */
#define PL_ZONE_TEXT 7
const char *pl_zone_format(int64_t seconds, char out[PL_ZONE_TEXT]);
/* As a person says it, one or two units: "90 days", "2 hours 5 minutes". */
const char *pl_duration_words(int64_t seconds, char out[PL_DURATION_TEXT]);

#endif
