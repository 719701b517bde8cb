using System.Globalization;

namespace SmsBridge.Simulator.Core;

/// <summary>Event bodies of both families (fineract-hooks.md 5.2, 5.3).</summary>
internal static class HookBodies
{
    public static JavaMap Of(Generation generation, HookEvent it, DateTimeOffset now) =>
        generation.IsRetrofit2 ? Envelope(it, now) : Result(it, withOffice: true);

    /// <summary>A command that failed; older cores tell of none.</summary>
    public static JavaMap Failed(HookEvent it, FailureShape shape, DateTimeOffset now)
    {
        var body = Head(it);
        if (shape == FailureShape.Marked)
        {
            body.Add("status", "Exception")
                .Add("officeId", it.OfficeId)
                .Add("clientId", it.ClientId)
                .Add("response", new JavaMap()
                    .Add("developerMessage", "The request was invalid.")
                    .Add("httpStatusCode", "403")
                    .Add("userMessageGlobalisationCode", "validation.msg.domain.rule.violation")
                    .Add("errorCode", "9999")
                    .Add("statusCode", 403L));
        }

        return body.Add("timestamp", Instant(now));
    }

    private static JavaMap Envelope(HookEvent it, DateTimeOffset now) =>
        Head(it)
            .Add("officeId", it.OfficeId)
            .Add("clientId", it.ClientId)
            .Add("response", Result(it, withOffice: false))
            .Add("timestamp", Instant(now));

    private static JavaMap Head(HookEvent it) =>
        new JavaMap()
            .Add("actionName", it.Action)
            .Add("entityName", it.Entity)
            .Add("createdBy", 1L)
            .Add("createdByName", "mifos")
            .Add("createdByFullName", "App Administrator")
            .Add("request", it.Request.ThroughUntypedMap());

    private static JavaMap Result(HookEvent it, bool withOffice) =>
        new JavaMap()
            .Add("officeId", withOffice ? it.OfficeId : null)
            .Add("groupId", it.GroupId)
            .Add("clientId", it.ClientId)
            .Add("loanId", it.LoanId)
            .Add("savingsId", it.SavingsId)
            .Add("resourceId", it.ResourceId)
            .Add("subResourceId", it.SubResourceId)
            .Add("resourceExternalId", it.ResourceExternalId)
            .Add("changes", it.Changes);

    private static string Instant(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
