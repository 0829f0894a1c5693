/* A backtest as people and programs read it: text, JSON, one HTML page. */
#ifndef PINLAB_REPORT_BACKTEST_H
#define PINLAB_REPORT_BACKTEST_H

#include "rehearsal/backtest.h"
#include "report/style.h"

/* The sentences of text and page are about the past's first build. */
void pl_backtest_text(struct pl_buf *out, const struct pl_backtest *backtest,
		      const struct pl_style *style);
void pl_backtest_json(struct pl_buf *out, const struct pl_backtest *backtest, int64_t at);
void pl_backtest_html(struct pl_buf *out, const struct pl_backtest *backtest, int64_t at);

#endif
