"""The worker's pages: the conversation in the browser, and what stands behind a receipt. No cookies, no script."""
