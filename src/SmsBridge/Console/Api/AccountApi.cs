using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/account</c>: the operator who asks.</summary>
internal static class AccountApi
{
    public static void MapAccountApi(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapOperatorApi("account").WithTags("Account");
        account.MapGet("", FindAsync).WithName("showAccount").Produces<AccountView>().WithSummary("Who is signed in, and how times are shown.");
        account.MapPatch("", ChangeAsync).WithName("changeAccount").Refuses(413, 422).Accepts<AccountRequest>("application/json").Produces<DoneView>().WithSummary("Chooses the time zone of the pages.");
        account.MapGet("sessions", ListSessionsAsync).WithName("listSessions").Produces<SessionListView>().WithSummary("One's own sessions, latest used first.");
        account.MapDelete("sessions/{id}", EndSessionAsync).WithName("endSession").Refuses(404).Produces<DoneView>().WithSummary("Ends one of them.");
        account.MapDelete("sessions", EndOthersAsync).WithName("endOtherSessions").Produces<DoneView>().WithSummary("Ends all but the one that asks.");
    }

    private static async Task<IResult> ListSessionsAsync(HttpContext context, SessionStore sessions, CancellationToken cancellationToken)
    {
        var current = SessionClaims.FactsOf(context.User)?.Id;
        var list = await sessions.ListAsync(context.Operator().Id, cancellationToken);
        return TypedResults.Json(new SessionListView([.. list.Select(one => SessionView.Of(one, current))]), ConsoleJson.Readable.SessionListView);
    }

    private static async Task<IResult> EndSessionAsync(string id, HttpContext context, OpenSessions sessions) =>
        await sessions.EndAsync(context, id)
            ? TypedResults.Json(new DoneView(DoneWords.Of(AccountEndpoints.EndedOne)!), ConsoleJson.Readable.DoneView)
            : Problems.NotFound(DoneWords.ProblemOf("session")!);

    private static async Task<IResult> EndOthersAsync(HttpContext context, OpenSessions sessions)
    {
        await sessions.EndOthersAsync(context);
        return TypedResults.Json(new DoneView(DoneWords.Of(AccountEndpoints.EndedOthers)!), ConsoleJson.Readable.DoneView);
    }

    private static async Task<IResult> FindAsync(HttpContext context, OperatorStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(context.Operator().Name, cancellationToken) is { } account
            ? TypedResults.Json(new AccountView(OperatorView.Of(account), account.TimeZone), ConsoleJson.Readable.AccountView)
            : Problems.NotFound("This operator is gone.");

    private static async Task<IResult> ChangeAsync(HttpContext context, OperatorStore store, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.AccountRequest, cancellationToken);
        return problem
            ?? (request?.TimeZone is not { } zone ? Problems.BadRequest("timeZone", "Say which: an IANA name such as Africa/Nairobi, or nothing for the browser's.")
            : await AccountEndpoints.SetTimeZoneAsync(context, store, zone) ? TypedResults.Json(new DoneView(DoneWords.Of("zone")!), ConsoleJson.Readable.DoneView)
            : Problems.Unprocessable("timeZone", DoneWords.ProblemOf("zone")!));
    }
}
