/* Dates as Android's configuration files have them. */
#ifndef PINLAB_PIN_FORMATS_JAVA_DATE_H
#define PINLAB_PIN_FORMATS_JAVA_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/compiler.h"

/*
 * Reads a text as java.text.SimpleDateFormat("yyyy-MM-dd") does that is not
 * lenient: blanks before a number, numbers of one digit and whatever follows
 * the date are fine, and a year of two digits is that year. *out is midnight
 * UTC, moved into 1970 to 9999. False: the format refuses it.
 */
PL_MUST_USE bool pl_java_date(const char *text, int64_t *out, int *year);

#endif
