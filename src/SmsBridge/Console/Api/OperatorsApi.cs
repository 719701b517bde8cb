using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/operators</c>, for admins.</summary>
internal static class OperatorsApi
{
    public static void MapOperatorsApi(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapOperatorApi("operators").WithTags("Operators").RequireAuthorization(Policies.Admin);
        operators.MapGet("", ListAsync).WithName("listOperators").Produces<OperatorListAnswer>().WithSummary("All operators.");
        operators.MapPost("", AddAsync).WithName("addOperator").Refuses(413, 422).Accepts<NewOperatorRequest>("application/json").Produces<SecretView>().WithSummary("Adds one; its password is shown once.");
        operators.MapPatch("{name}", ChangeAsync).WithName("changeOperator").Refuses(404, 409, 413, 422).Accepts<OperatorChangeRequest>("application/json").Produces<DoneView>().WithSummary("Other rights, disabled or enabled; ends its sessions.");
        operators.MapPost("{name}/reset", ResetAsync).WithName("resetOperator").Refuses(404, 422).Produces<SecretView>().WithSummary("A new password, shown once; ends the one before and its sessions, so confirm=true is asked for.");
        operators.MapPost("{name}/end-sessions", EndSessionsAsync).WithName("endSessions").Refuses(404).Produces<DoneView>().WithSummary("Signs it out everywhere; it may sign in again.");
        operators.MapPost("{name}/reset-second-factor", ResetSecondFactorAsync).WithName("resetSecondFactor").Refuses(404, 409).Produces<DoneView>().WithSummary("Takes the second factor and its recovery codes away, for who lost them; ends the sessions.");
    }

    private static async Task<IResult> EndSessionsAsync(string name, HttpContext context, OperatorVerbs verbs) => OutcomeAnswers.Of(await verbs.EndSessionsAsync(context.Caller(), name));

    private static async Task<IResult> ResetSecondFactorAsync(string name, HttpContext context, OperatorVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.ResetSecondFactorAsync(context.Caller(), name, cancellationToken));

    private static async Task<IResult> ListAsync(OperatorStore store, CancellationToken cancellationToken) =>
        TypedResults.Json(
            new OperatorListAnswer([.. (await store.ListAsync(cancellationToken)).Select(OperatorView.Of)]), ConsoleJson.Readable.OperatorListAnswer);

    private static Task<IResult> AddAsync(HttpContext context, OperatorVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.NewOperatorRequest, request => verbs.AddAsync(
            context.Caller(), request?.Name, new OperatorWish(request?.Role, request?.AllTenants ?? false, request?.Tenants), password: null, cancellationToken));

    private static async Task<IResult> ChangeAsync(string name, HttpContext context, OperatorVerbs verbs, OperatorStore store, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.OperatorChangeRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (await store.FindAsync(name, cancellationToken) is not { } known)
        {
            return Problems.NotFound($"There is no operator {name}.");
        }

        Outcome? result = null;
        if (request is { Role: not null } or { AllTenants: not null } or { Tenants: not null })
        {
            var all = request.AllTenants ?? (request.Tenants is null && known.Scope.IsAll);
            result = await verbs.ChangeAsync(context.Caller(), known.Name, new OperatorWish(
                request.Role ?? OperatorRights.NameOf(known.Role), all, request.Tenants ?? [.. known.Scope.Identifiers]));
        }

        if ((result is null or Outcome.Done or Outcome.Unchanged) && request?.Disabled is { } disabled)
        {
            result = Both(result, await verbs.SetDisabledAsync(context.Caller(), known.Name, disabled));
        }

        return result is null ? Problems.BadRequest("body", "Say what to change: role, allTenants, tenants or disabled.") : OutcomeAnswers.Of(result);
    }

    /// <summary>What one request came to that asked for two things.</summary>
    private static Outcome Both(Outcome? rights, Outcome state) =>
        (rights, state) switch
        {
            (Outcome.Done one, Outcome.Done other) => new Outcome.Done($"{one.Words} {other.Words}"),
            (Outcome.Done one, Outcome.Unchanged) => one,
            _ => state,
        };

    private static async Task<IResult> ResetAsync(string name, HttpContext context, OperatorVerbs verbs, CancellationToken cancellationToken, bool confirm = false) =>
        OutcomeAnswers.Of(await verbs.ResetAsync(context.Caller(), name, confirm, password: null, cancellationToken));
}
