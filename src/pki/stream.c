/* Which bytes belong to this seed, purpose and name? */
#include <config.h>

#include "pki/internal.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

static void hmac(const void *key, size_t key_len, const void *data, size_t len, uint8_t out[32])
{
	/* As in hash.c: no answer is possible without it, and it is always there. */
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key_len, data, len, out) < 0)
		abort();
}

static void put_number(struct pl_buf *buf, uint64_t number)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		pl_buf_putc(buf, (char)(number >> shift & 0xff));
}

static void put_part(struct pl_buf *buf, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	put_number(buf, len);
	pl_buf_add(buf, text ? text : "", len);
}

void pl_stream_init(struct pl_stream *stream, uint64_t seed, const char *purpose, const char *name,
		    const char *alg)
{
	/* Part of every golden value: another text is another world. */
	static const char label[] = "pinlab stream 1";
	struct pl_buf input = PL_BUF_INIT;

	put_number(&input, seed);
	put_part(&input, purpose);
	put_part(&input, name);
	put_part(&input, alg);
	memset(stream, 0, sizeof(*stream));
	hmac(label, sizeof(label) - 1, input.data, input.len, stream->secret);
	pl_buf_clear(&input);
}

static void next_block(struct pl_stream *stream)
{
	uint8_t counter[8];

	for (int i = 0; i < 8; i++)
		counter[i] = stream->block >> (56 - 8 * i) & 0xff;
	stream->block++;
	hmac(stream->secret, sizeof(stream->secret), counter, sizeof(counter), stream->ready);
	stream->left = sizeof(stream->ready);
}

void pl_stream_read(struct pl_stream *stream, uint8_t *out, size_t len)
{
	while (len) {
		size_t n;

		if (!stream->left)
			next_block(stream);
		n = len < stream->left ? len : stream->left;
		memcpy(out, stream->ready + sizeof(stream->ready) - stream->left, n);
		stream->left -= n;
		out += n;
		len -= n;
	}
}

void pl_stream_clear(struct pl_stream *stream)
{
	gnutls_memset(stream, 0, sizeof(*stream));
}

void pl_pki_random(struct pl_pki *pki, const char *purpose, const char *name, uint8_t *out,
		   size_t len)
{
	struct pl_stream stream;

	pl_stream_init(&stream, pki->seed, purpose, name, NULL);
	pl_stream_read(&stream, out, len);
	pl_stream_clear(&stream);
}
