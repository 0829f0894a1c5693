/*
 * Bytes from a terminal to keys, mouse presses and pasted text. Pure: it reads
 * nothing itself. Sequences that nobody knows are swallowed whole, so that they
 * never act; a lone Esc is one only when the caller says that nothing follows.
 */
#ifndef PINLAB_TUI_INPUT_H
#define PINLAB_TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

enum pl_input_kind { PL_INPUT_KEY, PL_INPUT_MOUSE, PL_INPUT_PASTE };

struct pl_input_event {
	enum pl_input_kind kind;
	int key;         /* as in keys.h */
	int x, y;        /* from 0 */
	int button;      /* 0 left, 64 and 65 the wheel; presses only */
	char *text;      /* PL_INPUT_PASTE; caller frees */
};

struct pl_input {
	struct pl_buf bytes;
	size_t at;       /* the first byte that is not used up */
	bool pasting;
	struct pl_buf paste;
};

void pl_input_clear(struct pl_input *input);
void pl_input_push(struct pl_input *input, const void *bytes, size_t len);
/* The next event. `flush`: no more bytes will follow, so what is there is all. */
PL_MUST_USE bool pl_input_next(struct pl_input *input, bool flush, struct pl_input_event *out);
/* Bytes wait that may be the beginning of something. */
PL_MUST_USE bool pl_input_waiting(const struct pl_input *input);

#endif
