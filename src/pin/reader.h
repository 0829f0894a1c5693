/* Readers of literals: how forgiving each client's own decoder is. Only files of pin/ and their
 * tests include this. */
#ifndef PINLAB_PIN_READER_H
#define PINLAB_PIN_READER_H

#include "pin/pin.h"

struct pl_reader {
	const char *name;
	const char *words;  /* what a text is that it cannot read: "is not base64" */
	const char *source;
	/* False: unreadable. Writes PL_DIGEST_MAX bytes at most; *len is the true length. */
	bool (*read)(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len);
};

extern const struct pl_reader pl_reader_canonical;  /* one spelling of each digest */
extern const struct pl_reader pl_reader_okio;       /* OkHttp: both alphabets, blanks, padding or not */
extern const struct pl_reader pl_reader_android;    /* skips what it does not know */
extern const struct pl_reader pl_reader_apple;      /* skips, and drops an incomplete last group */
extern const struct pl_reader pl_reader_foundation; /* strict */
extern const struct pl_reader pl_reader_wget;       /* blanks, padding needed */
extern const struct pl_reader pl_reader_colon_hex;  /* urllib3: colons anywhere, either case */
extern const struct pl_reader pl_reader_plain_hex;  /* digits, white space around and between */
extern const struct pl_reader pl_reader_lower_hex;  /* compared as lower-case text */
extern const struct pl_reader pl_reader_tlsa;       /* digits with blanks between them */

#endif
