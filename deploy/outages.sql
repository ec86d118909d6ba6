-- How long clients went without an acknowledgement, by how long the sentinels wait: duckdb < deploy/outages.sql
select
  "down-after-milliseconds" as wait_ms,
  count(*) as runs,
  quantile_cont("longestOutageMs", [0.05, 0.5, 0.95]) as outage_ms,
  sum("lostWrites") as lost_writes
from read_json('rows/*.jsonl', format = 'newline_delimited')
group by wait_ms
order by wait_ms;
