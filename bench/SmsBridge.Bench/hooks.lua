-- The requests of Rig.Hooks, for wrk: repayments, each with a number of its own, tenants in turn.
-- Arguments: first number, "mixed" or "flat", then a tenant and its API key, again and again.

local number, first, mixed, heads = 0, 0, false, {}

function init(args)
  first, mixed = tonumber(args[1]), args[2] == "mixed"
  for index = 3, #args, 2 do
    heads[#heads + 1] = {
      ["X-Fineract-Entity"] = "LOAN",
      ["X-Fineract-Action"] = "REPAYMENT",
      ["Fineract-Platform-TenantId"] = args[index],
      ["X-Fineract-API-Key"] = args[index + 1],
      ["Content-Type"] = "application/json; charset=UTF-8",
      ["Accept-Encoding"] = "gzip",
      ["User-Agent"] = "okhttp/2.7.5",
    }
  end
end

function request()
  local resource = first + math.floor(number / #heads)
  local head = heads[number % #heads + 1]
  local envelope = mixed and number % 2 == 0
  number = number + 1
  local body = envelope
    and '{"entityName":"LOAN","actionName":"REPAYMENT","officeId":1,"response":{"clientId":7,"loanId":31,"resourceId":' .. resource .. ',"changes":{"transactionAmount":"1500","locale":"en"}}}'
    or '{"officeId":1,"clientId":7,"loanId":31,"resourceId":' .. resource .. ',"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy"}}'
  return wrk.format("POST", "/modules/sms/", head, body)
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("measured %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status + lost))
end
