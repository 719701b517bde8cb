using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>What the stand-in core answers: the filter chain (tenant, user, second factor), then the resources.</summary>
internal sealed class StandInApi(
    Generation generation, bool wantsTwoFactor, ConcurrentDictionary<string, StandInTenant> tenants, StandInHooksApi hooks)
{
    private const string Realm = "Basic realm=\"Fineract Platform API\"";

    private readonly string _apiPath = generation.ContextPath + "/api/v1/";

    public async Task AnswerAsync(HttpContext context, string body)
    {
        var request = context.Request;
        if (!request.Path.Value!.StartsWith(_apiPath, StringComparison.Ordinal))
        {
            await AnswerAsync(context, 404, StandInErrors.Page(404), "text/html;charset=utf-8");
            return;
        }

        if (FindTenant(request) is not { } tenant)
        {
            context.Response.Headers.WWWAuthenticate = Realm;
            await AnswerAsync(context, 400, StandInErrors.Page(400), "text/html;charset=utf-8");
            return;
        }

        var resource = request.Path.Value[_apiPath.Length..];
        if (resource == "authentication")
        {
            await StandInAuthentication.AnswerAsync(context, generation, wantsTwoFactor, tenant, body);
            return;
        }

        if (StandInAuthentication.FindUser(request, tenant) is not { } user)
        {
            context.Response.Headers.WWWAuthenticate = Realm;
            await AnswerAsync(context, 401, StandInErrors.Json("401", StandInErrors.NotAuthenticated, "Unauthenticated. Please login."));
            return;
        }

        if (wantsTwoFactor && !user.May("BYPASS_TWOFACTOR"))
        {
            await RefuseSecondFactorAsync(context);
            return;
        }

        var segments = resource.Split('/');
        if (resource == "externalevents/configuration")
        {
            var answer = tenant.EventSwitches.Answer(request.Method, user, body);
            await AnswerAsync(context, answer.Status, answer.Body);
            return;
        }

        await (segments[0] == "hooks" ? hooks.AnswerAsync(context, tenant, user, segments, body)
            : segments is ["runreports", var report] ? tenant.Reports.AnswerAsync(context, user, Uri.UnescapeDataString(report))
            : segments[0] == "datatables" && HttpMethods.IsGet(request.Method) ? tenant.DataTables.AnswerAsync(context, tenant, user, segments)
            : segments[0] == "audits" ? StandInAuditsApi.AnswerAsync(context, tenant, user, segments)
            : HttpMethods.IsGet(request.Method) ? AnswerResourceAsync(context, tenant, user, segments)
            : AnswerAsync(context, 404, StandInErrors.Page(404), "text/html;charset=utf-8"));
    }

    public static Task AnswerAsync(HttpContext context, int status, string body, string contentType = "application/json") =>
        AnswerAsync(context, status, Encoding.UTF8.GetBytes(body), contentType);

    private static Task AnswerAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private StandInTenant? FindTenant(HttpRequest request)
    {
        var id = request.Headers.TryGetValue(generation.TenantHeader, out var header)
            ? header.ToString()
            : request.Query["tenantIdentifier"].ToString();
        return tenants.GetValueOrDefault(id);
    }

    /// <summary>No token is ever issued here, so any that comes is wrong (fineract-core-api.md 3.2).</summary>
    private static Task RefuseSecondFactorAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("Fineract-Platform-TFA-Token"))
        {
            return AnswerAsync(context, 403, StandInErrors.Page(403), "text/html;charset=utf-8");
        }

        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Fineract Platform API Two Factor\"";
        return AnswerAsync(context, 401, StandInErrors.Page(401), "text/html;charset=utf-8");
    }

    private static Task AnswerResourceAsync(HttpContext context, StandInTenant tenant, StandInUser user, string[] resource) =>
        resource switch
        {
            ["clients", var id] when TryReadId(id, out var clientId) => AnswerAsync(
                context, user, "READ_CLIENT", FieldSelection.Client, "Client", clientId, tenant.FindClient(user, clientId),
                (json, client, fields) => StandInJson.Write(json, client, tenant.FindOffice(client.OfficeId), fields)),
            ["loans"] => AnswerAsync(
                context, user, "READ_LOAN", FieldSelection.Loan, "Loan", 0, StandInLoanList.Of(tenant, user, context.Request.Query),
                (json, page, fields) => StandInLoanList.Write(json, page, tenant, fields)),
            ["loans", var id] when TryReadId(id, out var loanId) => AnswerAsync(
                context, user, "READ_LOAN", FieldSelection.Loan, "Loan", loanId, tenant.FindLoan(user, loanId),
                (json, loan, fields) => StandInJson.Write(
                    json, loan, tenant.NameOfClient(loan.ClientId), fields, context.Request.Query["associations"] == "transactions" ? tenant.TransactionsOf(loan.Id) : null,
                    context.Request.Query["associations"] == "repaymentSchedule")),
            ["loans", var id, "transactions", var transaction] when TryReadId(id, out var loanId) && TryReadId(transaction, out var transactionId) => AnswerAsync(
                context, user, "READ_LOAN", FieldSelection.Transaction, "Transaction", transactionId,
                tenant.FindLoan(user, loanId) is { } loan && tenant.FindTransaction(loanId, transactionId) is { } found ? (loan, found) : null,
                ((Utf8JsonWriter json, (StandInLoan Loan, StandInTransaction Transaction)? both, FieldSelection fields) =>
                    StandInJson.Write(json, both!.Value.Transaction, both.Value.Loan, fields))),
            [var path, var id, "transactions", var transaction] when AccountPermission(path) is { } may && TryReadId(id, out var savingsId) && TryReadId(transaction, out var transactionId) =>
                AnswerAsync(
                    context, user, may, FieldSelection.SavingsTransaction, "SavingsTransaction", transactionId,
                    tenant.Accounts.FindTransaction(path, savingsId, transactionId), StandInJson.Write),
            [var path, var id] when AccountPermission(path) is { } may && TryReadId(id, out var accountId) => AnswerAsync(
                context, user, may, FieldSelection.None, "Account", accountId, tenant.Accounts.Find(path, accountId), StandInAccountJson.Write),
            ["groups", var id] when TryReadId(id, out var groupId) => AnswerAsync(
                context, user, "READ_GROUP", FieldSelection.None, "Group", groupId, tenant.FindGroup(groupId),
                (json, group, fields) => StandInAccountJson.Write(
                    json, group, fields, context.Request.Query["associations"].ToString().Split(',').Contains("activeClientMembers", StringComparer.Ordinal) ? tenant.MembersOf(user, group) : [], tenant)),
            ["staff", var id] when TryReadId(id, out var staffId) => AnswerAsync(
                context, user, "READ_STAFF", FieldSelection.None, "Staff", staffId, tenant.FindStaff(user, staffId), StandInJson.Write),
            ["accounts", "share", var id] when TryReadId(id, out var shareId) => AnswerAsync(
                context, user, "READ_SHAREACCOUNT", FieldSelection.None, "Account", shareId, tenant.Accounts.Find(StandInAccount.Share, shareId), StandInAccountJson.Write),
            ["accounttransfers"] => AnswerAsync(
                context, user, "READ_ACCOUNTTRANSFER", FieldSelection.None, "AccountTransfer", 0, tenant.Accounts.FindTransfers(context.Request.Query["accountDetailId"]),
                (json, found, _) => StandInAccountJson.Write(json, found, tenant)),
            ["sms", var id] when TryReadId(id, out var textId) => AnswerAsync(
                context, user, "READ_SMS", FieldSelection.None, "SmsMessage", textId, tenant.Texts.Find(textId),
                (json, text, _) =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("id", text.Id);
                    json.WriteString("mobileNo", text.MobileNo);
                    json.WriteString("message", text.Message);
                    json.WriteEndObject();
                }),
            ["offices"] => AnswerAsync(
                context, user, "READ_OFFICE", FieldSelection.Office, "Office", 0, tenant.Offices.Where(office => tenant.Sees(user, office.Id)),
                StandInJson.Write),
            _ => AnswerAsync(context, 404, StandInErrors.Page(404), "text/html;charset=utf-8"),
        };

    /// <summary>Null: accounts are not asked for there.</summary>
    private static string? AccountPermission(string path) =>
        path switch
        {
            StandInAccount.Savings => "READ_SAVINGSACCOUNT",
            StandInAccount.FixedDeposit => "READ_FIXEDDEPOSITACCOUNT",
            StandInAccount.RecurringDeposit => "READ_RECURRINGDEPOSITACCOUNT",
            _ => null,
        };

    private static Task AnswerAsync<T>(
        HttpContext context, StandInUser user, string permission, FrozenSet<string> declared, string what, long id, T? found,
        Action<Utf8JsonWriter, T, FieldSelection> write)
    {
        if (!user.May(permission))
        {
            return AnswerAsync(context, 403, StandInErrors.Json("403", StandInErrors.NotAuthorized, "Insufficient privileges to perform this action."));
        }

        if (!FieldSelection.TryRead(declared, context.Request.Query["fields"], out var fields, out var unsupported))
        {
            return AnswerAsync(context, 400, StandInErrors.UnsupportedParameter(unsupported));
        }

        if (found is null)
        {
            return AnswerAsync(context, 404, StandInErrors.NotFound(what, id));
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json, found, fields);
        }

        return AnswerAsync(context, 200, buffer.WrittenMemory);
    }

    private static bool TryReadId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
