"""The page's own style sheet; colours are mixed from the text's, so that one sheet serves both themes."""

STYLE = """
<style>
.ex-mix { display: flex; height: 8px; border-radius: 4px; overflow: hidden; margin: 2px 0 6px;
  background: color-mix(in srgb, currentColor 12%, transparent); }
.ex-mix i { display: block; height: 100%; }
.ex-key { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: .86rem; }
.ex-key span { display: inline-flex; align-items: center; gap: 6px; max-width: 260px; }
.ex-key u { flex: none; width: 9px; height: 9px; border-radius: 50%; }
.ex-key q { quotes: none; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.ex-key em { font-style: normal; opacity: .78; font-variant-numeric: tabular-nums; white-space: nowrap; }
.ex-hint { opacity: .78; }
.st-key-explore_bar { min-height: 2.7rem; }
.st-key-explore_lists { position: absolute; height: 0; overflow: hidden; }
.st-key-explore_middle, .st-key-explore_bench { gap: .55rem; }
.st-key-explore_found { gap: .2rem; margin-bottom: -.4rem; }
.st-key-explore_found button { min-height: 0; padding-block: 0; }
.st-key-explore_trail { min-height: 0; }
.st-key-explore_trail button { min-height: 0; padding: 0; }
</style>
"""
