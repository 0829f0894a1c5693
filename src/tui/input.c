/* Which key, click or paste do these bytes mean? */
#include <config.h>

#include "tui/input.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"
#include "util/compiler.h"
#include "util/text.h"

#define ESC 27
#define PASTE_MAX 4096 /* of a longer paste the rest is dropped */
#define SEQUENCE_MAX 64
#define STRING_MAX 4096

static const char paste_begin[] = "\033[200~";
static const char paste_end[] = "\033[201~";

void pl_input_clear(struct pl_input *input)
{
	pl_buf_clear(&input->bytes);
	pl_buf_clear(&input->paste);
	*input = (struct pl_input){ 0 };
}

void pl_input_push(struct pl_input *input, const void *bytes, size_t len)
{
	if (input->at) {
		size_t left = input->bytes.len - input->at;

		memmove(input->bytes.data, input->bytes.data + input->at, left);
		input->bytes.len = left;
		input->bytes.data[left] = '\0';
		input->at = 0;
	}
	pl_buf_add(&input->bytes, bytes, len);
}

bool pl_input_waiting(const struct pl_input *input)
{
	return input->at < input->bytes.len && !input->pasting;
}

/* Final bytes of CSI and SS3 sequences without parameters of interest. */
static int letter_key(char final)
{
	switch (final) {
	case 'A': return PL_IN_UP;
	case 'B': return PL_IN_DOWN;
	case 'C': return PL_IN_RIGHT;
	case 'D': return PL_IN_LEFT;
	case 'H': return PL_IN_HOME;
	case 'F': return PL_IN_END;
	case 'P': return PL_IN_F1;
	case 'Z': return PL_IN_BACK_TAB;
	case 'M': return PL_IN_ENTER; /* keypad */
	default: return 0;
	}
}

/* CSI number ~, as vt220, rxvt and linux send them. */
static int tilde_key(int number)
{
	switch (number) {
	case 1: case 7: return PL_IN_HOME;
	case 4: case 8: return PL_IN_END;
	case 3: return PL_IN_DELETE;
	case 5: return PL_IN_PAGE_UP;
	case 6: return PL_IN_PAGE_DOWN;
	case 11: return PL_IN_F1;
	default: return 0;
	}
}

static bool mouse(const char *text, char final, struct pl_input_event *out)
{
	int button, x, y;

	if (final != 'M' || sscanf(text, "\033[<%d;%d;%d", &button, &x, &y) != 3)
		return false; /* releases say nothing new */
	if (button & 32)
		return false; /* motion */
	*out = (struct pl_input_event){
		.kind = PL_INPUT_MOUSE, .button = button & ~28, .x = x - 1, .y = y - 1
	};
	return x > 0 && y > 0;
}

/* Answers of terminals (OSC, DCS and the like) run to BEL or ESC \. */
static size_t string_length(const char *text, size_t len)
{
	for (size_t i = 2; i < len; i++) {
		if (text[i] == '\a')
			return i + 1;
		if (text[i] == '\\' && text[i - 1] == ESC)
			return i + 1;
		if (i > STRING_MAX)
			return i;
	}
	return 0;
}

/* The length of the escape sequence at `text`: 0 when it may go on. */
static size_t sequence_length(const char *text, size_t len)
{
	if (len < 2)
		return 0;
	if (text[1] == 'O')
		return len >= 3 ? 3 : 0;
	if (text[1] != '\0' && strchr("]P_^X", text[1]))
		return string_length(text, len);
	if (text[1] != '[')
		return 2; /* Alt and a key, or two Escs */
	for (size_t i = 2; i < len; i++) {
		if (i == 2 && text[i] == '[')
			continue; /* the Linux console's F-keys: ESC [ [ A */
		if (text[i] >= 0x40 && text[i] <= 0x7e)
			return i + 1;
		if ((unsigned char)text[i] < 0x20 || i > SEQUENCE_MAX)
			return i; /* broken off */
	}
	return 0;
}

/* True with *out set when the sequence means something. */
static bool sequence(struct pl_input *input, const char *text, size_t len,
		     struct pl_input_event *out)
{
	char final = text[len - 1];
	int number = 0;

	*out = (struct pl_input_event){ .kind = PL_INPUT_KEY };
	if (text[1] == 'O' && len == 3)
		out->key = letter_key(final);
	if (text[1] != '[')
		return out->key != 0;
	if (len == strlen(paste_begin) && memcmp(text, paste_begin, len) == 0) {
		input->pasting = true;
		return false;
	}
	if (len > 3 && text[2] == '<')
		return mouse(text, final, out);
	if (len > 3 && text[2] == '[') {
		out->key = final == 'A' ? PL_IN_F1 : 0; /* the Linux console */
	} else if (final == '~') {
		if (sscanf(text + 2, "%d", &number) == 1)
			out->key = tilde_key(number);
	} else {
		out->key = letter_key(final);
	}
	return out->key != 0;
}

/* Collects up to the end mark; true with *out set when it is there. */
static bool paste(struct pl_input *input, struct pl_input_event *out)
{
	const char *text = input->bytes.data + input->at;
	size_t len = input->bytes.len - input->at;
	size_t mark = strlen(paste_end);

	for (size_t i = 0; i < len; i++) {
		if (len - i >= mark && memcmp(text + i, paste_end, mark) == 0) {
			input->at += i + mark;
			input->pasting = false;
			*out = (struct pl_input_event){ .kind = PL_INPUT_PASTE,
							.text = pl_buf_take(&input->paste) };
			return true;
		}
		if (text[i] == ESC && len - i < mark) {
			input->at += i;
			return false; /* the end mark may be on its way */
		}
		if (input->paste.len < PASTE_MAX)
			pl_buf_putc(&input->paste, text[i]);
	}
	input->at = input->bytes.len;
	return false;
}

/* One character, or 0 when more bytes are needed. */
static size_t character(const char *text, size_t len, bool flush, int *key)
{
	unsigned char first = (unsigned char)*text;
	size_t need = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t cp;
	size_t used;

	if (len < need && !flush)
		return 0;
	used = pl_utf8_next(text, len, &cp);
	*key = used ? (int)cp : 0;
	if (*key == '\b')
		*key = PL_IN_BACKSPACE;
	if (*key == '\n')
		*key = PL_IN_ENTER;
	return used ? used : 1;
}

bool pl_input_next(struct pl_input *input, bool flush, struct pl_input_event *out)
{
	while (input->at < input->bytes.len) {
		const char *text = input->bytes.data + input->at;
		size_t len = input->bytes.len - input->at;
		size_t used;

		if (input->pasting) {
			if (paste(input, out))
				return true;
			if (input->pasting)
				return false;
			continue;
		}
		*out = (struct pl_input_event){ .kind = PL_INPUT_KEY };
		if (*text != ESC) {
			used = character(text, len, flush, &out->key);
			input->at += used;
			if (used == 0)
				return false;
			if (out->key)
				return true;
			continue;
		}
		used = sequence_length(text, len);
		if (used == 0 && !flush)
			return false;
		if (used == 0 || (used == 2 && text[1] == ESC)) {
			/* a lone Esc, or what a broken line left of a sequence */
			input->at += used == 0 && len > 1 ? len : 1;
			out->key = PL_IN_ESC;
			return true;
		}
		input->at += used;
		if (sequence(input, text, used, out))
			return true;
	}
	return false;
}
