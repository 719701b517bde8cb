-- The requests of Rig.Writer, for wrk: repayments, each with a number of its own, tenants in turn.
-- Arguments: first number, "mixed" or "flat", then a tenant and its API key, again and again.

local number, first, mixed, heads = 0, 0, false, {}

function init(args)
  first, mixed = tonumber(args[1]), args[2] == "mixed"
  for index = 3, #args, 2 do
    heads[#heads + 1] = "POST /modules/sms/ HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nX-Fineract-Entity: LOAN\r\nX-Fineract-Action: REPAYMENT\r\n"
      .. "Fineract-Platform-TenantId: " .. args[index] .. "\r\nX-Fineract-API-Key: " .. args[index + 1] .. "\r\nContent-Type: application/json; charset=UTF-8\r\n"
      .. "Accept-Encoding: gzip\r\nUser-Agent: okhttp/2.7.5\r\nContent-Length: "
  end
end

-- Put together by hand: wrk.format goes through a table of headers for every request, on the cores that the server needs.
function request()
  number = number + 1
  local resource = first + math.floor(number / #heads)
  local body = mixed and resource % 2 == 0
    and '{"entityName":"LOAN","actionName":"REPAYMENT","officeId":1,"response":{"clientId":7,"loanId":31,"resourceId":' .. resource .. ',"changes":{"transactionAmount":"1500","locale":"en"}}}'
    or '{"officeId":1,"clientId":7,"loanId":31,"resourceId":' .. resource .. ',"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy"}}'
  return heads[number % #heads + 1] .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("measured %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status + lost))
end
