/* Which day does a text mean to Android? */
#include <config.h>

#include "pin/formats/java_date.h"

#include <limits.h>

#include "util/time.h"

/* Digits after blanks; false: none, or more than any calendar holds. */
static bool number(const char **at, int *out)
{
	const char *from;

	while (**at == ' ' || **at == '\t')
		++*at;
	from = *at;
	for (*out = 0; **at >= '0' && **at <= '9'; ++*at) {
		if (*out > (INT_MAX - 9) / 10)
			return false;
		*out = *out * 10 + (**at - '0');
	}
	return *at > from;
}

static bool dash(const char **at)
{
	if (**at != '-')
		return false;
	++*at;
	return true;
}

/* The same day of the same kind of year, where civil time knows it. */
static bool exists(const struct pl_civil *civil)
{
	struct pl_civil near = *civil;
	int64_t unused;

	near.year = 2000 + civil->year % 400;
	return pl_time_from_civil(&near, &unused);
}

bool pl_java_date(const char *text, int64_t *out, int *year)
{
	struct pl_civil civil = { 0 };

	if (!number(&text, &civil.year) || !dash(&text) || !number(&text, &civil.month) ||
	    !dash(&text) || !number(&text, &civil.day) || civil.year == 0 || !exists(&civil))
		return false;
	*year = civil.year;
	if (!pl_time_from_civil(&civil, out))
		*out = civil.year < 1970 ? PL_TIME_MIN : PL_TIME_MAX - PL_DAY + 1;
	return true;
}
