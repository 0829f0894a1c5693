/* Whether HTTP requests hold for any bytes, and mean the same however they are cut. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/http.h"
#include "tests/fuzz/require.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum pl_http_state read_cut(struct pl_http_request *request, const uint8_t *data,
				   size_t size, size_t cut)
{
	enum pl_http_state state = PL_HTTP_MORE;

	for (size_t at = 0; at < size && state == PL_HTTP_MORE; at += cut)
		state = pl_http_read(request, (struct pl_bytes){ data + at,
								 size - at < cut ? size - at : cut });
	return state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_http_request whole = { 0 }, cut = { 0 };
	enum pl_http_state state = read_cut(&whole, data, size, size ? size : 1);

	require(state == read_cut(&cut, data, size, 1 + size % 7));
	require(whole.status == cut.status && (state == PL_HTTP_BAD) == (whole.status != 0));
	require(pl_streq(whole.method, cut.method) && pl_streq(whole.target, cut.target));
	require(whole.body.len == cut.body.len && whole.body.len <= PL_HTTP_BODY_MAX);
	require(whole.body.len == 0 || memcmp(whole.body.data, cut.body.data, cut.body.len) == 0);
	require(whole.head.len <= PL_HTTP_HEAD_MAX);
	require(state != PL_HTTP_BAD || *pl_http_status_words(whole.status));
	pl_http_request_clear(&whole);
	pl_http_request_clear(&cut);
	return 0;
}
