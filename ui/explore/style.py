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
@media (min-width: 641px) {
  [data-testid="stHorizontalBlock"]:has(> * .st-key-explore_groups) { flex-wrap: nowrap; }
  [data-testid="stColumn"]:has(.st-key-explore_groups) { min-width: 11.5rem; }
  [data-testid="stColumn"]:has(.st-key-explore_middle) { min-width: 0; }
}
@media (max-width: 1150px) {
  .st-key-explore_choices { gap: .5rem; }
  .st-key-explore_show { flex: 1 1 7rem; min-width: 6.5rem; max-width: 15.5rem; }
  .st-key-explore_color { flex: 1 1 7rem; min-width: 6.5rem; max-width: 10rem; }
}
.st-key-explore_lists { position: absolute; height: 0; overflow: hidden; }
.st-key-explore_middle, .st-key-explore_bench { gap: .55rem; }
.st-key-explore_found { gap: .2rem; margin-bottom: -.4rem; }
.st-key-explore_found button { min-height: 0; padding-block: 0; }
.st-key-explore_trail { min-height: 0; }
.st-key-explore_trail button { min-height: 0; padding: 0; }
</style>
"""
