-- What wrk sends: repayments, or texts that the core wrote itself, each with a number of its own, tenants in turn; or messages as Kannel takes them.
-- Arguments: first number, "flat", "mixed", "text" or "kannel", a file or "-", then a tenant and its API key, again and again.
--
-- The file (Sustained.cs writes it) says how many have come out at the other end. Who is two thousand ahead of it waits a tenth of a second before each request:
-- 64 connections then send less than is worked off meanwhile, and what waits never runs dry.

local most_ahead, pause = 2000, 100
local number, first, kind, leash, arrived, heads = 0, 0, "flat", "-", 0, {}

local function ahead()
  return number - arrived >= most_ahead
end

local function held()
  if ahead() then
    local file = io.open(leash)
    arrived = file and tonumber(file:read("*l") or "") or arrived
    if file then file:close() end
  end
  return ahead() and pause or 0
end

function init(args)
  first, kind, leash = tonumber(args[1]), args[2], args[3]
  if leash ~= "-" then delay = held end
  for index = 4, #args, 2 do
    heads[#heads + 1] = "POST /modules/sms/ HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n" .. (kind == "text" and "X-Fineract-Entity: sms\r\nX-Fineract-Action: send\r\n" or "X-Fineract-Entity: LOAN\r\nX-Fineract-Action: REPAYMENT\r\n")
      .. "Fineract-Platform-TenantId: " .. args[index] .. "\r\nX-Fineract-API-Key: " .. args[index + 1] .. "\r\nContent-Type: application/json; charset=UTF-8\r\n"
      .. "Accept-Encoding: gzip\r\nUser-Agent: okhttp/2.7.5\r\nContent-Length: "
  end
end

local function body_of(resource)
  if kind == "text" then
    return '{"mobileNo":"+254712345678","message":"Thank you, Jane Wanjiru. We received KES 1,500.00 for loan 31 on 21 November 2026. Receipt ' .. resource .. '."}'
  end
  return kind == "mixed" and resource % 2 == 0
    and '{"entityName":"LOAN","actionName":"REPAYMENT","officeId":1,"response":{"clientId":7,"loanId":31,"resourceId":' .. resource .. ',"changes":{"transactionAmount":"1500","locale":"en"}}}'
    or '{"officeId":1,"clientId":7,"loanId":31,"resourceId":' .. resource .. ',"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy"}}'
end

local function hook()
  local body = body_of(first + math.floor(number / #heads))
  return heads[number % #heads + 1] .. #body .. "\r\n\r\n" .. body
end

local function message()
  return "GET /cgi-bin/sendsms?username=bench&password=bench&from=%2B15005550006&to=%2B254712345678&text=Thank+you%2C+Jane+Wanjiru.+We+received+KES+1%2C500.00+for+loan+31"
    .. "+on+21+November+2026.&account=" .. (first + number) .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nConnection: keep-alive\r\n\r\n"
end

-- Put together by hand: wrk.format goes through a table of headers for every request, on the cores that the server needs.
function request()
  number = number + 1
  return kind == "kannel" and message() or hook()
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("measured %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status + lost))
end
