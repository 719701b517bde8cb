using Microsoft.Extensions.Options;
using SmsBridge.Console.Pages.Tenants;
using SmsBridge.Doctor;
using SmsBridge.Insight.OptOutList;
using SmsBridge.Receipts;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants</c>: the tenants of the operator's scope, and the verbs on them. What is outside it is answered 404.</summary>
internal static class TenantsApi
{
    private const string NoSuchTenant = "There is no such tenant.";

    public static void MapTenantsApi(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapOperatorApi("tenants").WithTags("Tenants");
        tenants.MapGet("", ListAsync).WithName("listTenants").Produces<TenantSummaryList>().WithSummary("All tenants the operator may see, with today's figures.");
        tenants.MapGet("{tenant}", FindAsync).WithName("findTenant").Refuses(404).Produces<TenantSummary>().WithSummary("One tenant.");
        tenants.MapGet("{tenant}/opt-outs", OptOutsAsync).WithName("listOptOuts").Refuses(404).Produces<OptOutList>().WithSummary("Who wants no SMS, newest first: who replied STOP, and whose SMS the provider refused for it.");
        var keep = tenants.MapGroup("{tenant}").RequireAuthorization(Policies.TenantAdmin).Refuses(404, 413, 422);
        keep.MapPatch("", ChangeAsync).WithName("changeTenantSettings").Accepts<SettingsRequest>("application/json").Produces<DoneView>().WithSummary("Changes settings; they are proved first.");
        keep.MapDelete("", DeleteAsync).WithName("deleteTenantByOperator").Accepts<DeleteRequest>("application/json").Produces<DoneView>().WithSummary("Deletes the tenant; its identifier is asked for again.");
        keep.MapPost("verify", VerifyAsync).WithName("verifyTenant").Produces<DoctorView>().WithSummary("Looks at everything between core, bridge and provider.");
        keep.MapPost("pause", PauseAsync).WithName("pauseTenant").Accepts<PauseRequest>("application/json").Produces<DoneView>().WithSummary("Its events are accepted and wait.");
        keep.MapPost("resume", ResumeAsync).WithName("resumeTenant").Produces<DoneView>().WithSummary("What waited goes out; what is too old by now is given up.");
        keep.MapPost("opt-outs/lift", LiftOptOutAsync).WithName("liftOptOut").Accepts<OptInRequest>("application/json").Produces<DoneView>().WithSummary("A client who opted out gets SMS again; how they asked for it goes on the audit.");
        keep.MapPost("test-sms", SendTestAsync).WithName("sendTestSms").Accepts<TestSmsRequest>("application/json").Produces<StartedView>(StatusCodes.Status202Accepted).WithSummary("Sends a test SMS.");
        keep.MapPost("hook", CreateHookAsync).WithName("createTenantHook").Produces<DoneView>().WithSummary("Makes the tenant's hook in its core, on all that clients are told of; the core's user needs READ_HOOK and CREATE_HOOK.");
        keep.MapPost("keys/{kind}/rotate", RotateAsync).WithName("rotateTenantKey").Produces<SecretView>().WithSummary("A new key (api, webhook or app), shown once.");
        keep.MapDelete("keys/{kind}", RevokeAsync).WithName("revokeTenantKeys").Produces<DoneView>().WithSummary("All keys of the kind stop working.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, TenantSummaries summaries, CancellationToken cancellationToken) =>
        TypedResults.Json(
            new TenantSummaryList(await summaries.ListAsync(context.Operator(), cancellationToken)), ConsoleJson.Readable.TenantSummaryList);

    private static async Task<IResult> FindAsync(string tenant, HttpContext context, TenantSummaries summaries, CancellationToken cancellationToken) =>
        await summaries.FindAsync(context.Operator(), tenant, cancellationToken) is { } summary
            ? TypedResults.Json(summary, ConsoleJson.Readable.TenantSummary)
            : Problems.NotFound(NoSuchTenant);

    private static async Task<IResult> OptOutsAsync(
        string tenant, long? before, HttpContext context, OperatorTenants scope, OptOutQueries queries, CancellationToken cancellationToken)
    {
        if (scope.Find(context.Operator(), tenant) is not { } found)
        {
            return Problems.NotFound(NoSuchTenant);
        }

        _ = OptOutFilter.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        var rows = await queries.ListAsync(found.Id, before, cancellationToken);
        var page = rows.Take(OptOutQueries.PageSize).ToList();
        return TypedResults.Json(
            new OptOutList(
                [.. page.Select(row => new OptOutItem(Msisdn.Mask(row.Number), row.Sender, StoredTime.At(row.Since), row.Source, StoredTime.At(row.LiftedAt)))],
                rows.Count > page.Count ? FormattableString.Invariant($"/api/tenants/{Uri.EscapeDataString(tenant)}/opt-outs?before={page[^1].Id}") : null),
            ConsoleJson.Readable.OptOutList);
    }

    private static Task<IResult> ChangeAsync(string tenant, HttpContext context, TenantVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.SettingsRequest, request => verbs.ChangeAsync(
            context.Caller(), tenant, request ?? new SettingsRequest(), replace: false, cancellationToken));

    private static Task<IResult> DeleteAsync(string tenant, HttpContext context, TenantVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.DeleteRequest, request => verbs.DeleteAsync(context.Caller(), tenant, request?.Identifier));

    private static async Task<IResult> VerifyAsync(string tenant, HttpContext context, TenantExamination examination, CancellationToken cancellationToken)
    {
        var outcome = await examination.VerifyAsync(context.Caller(), tenant, cancellationToken);
        return outcome is Examined { Report: var report } ? TypedResults.Json(report, ConsoleJson.Readable.DoctorView) : OutcomeAnswers.Of(outcome);
    }

    private static Task<IResult> PauseAsync(string tenant, HttpContext context, TenantVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.PauseRequest, request => verbs.PauseAsync(context.Caller(), tenant, request?.Reason));

    private static async Task<IResult> ResumeAsync(string tenant, HttpContext context, TenantVerbs verbs) =>
        OutcomeAnswers.Of(await verbs.ResumeAsync(context.Caller(), tenant));

    private static Task<IResult> LiftOptOutAsync(string tenant, HttpContext context, OptOutVerbs verbs, IOptions<NumberOptions> numbers) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.OptInRequest, request => verbs.LiftAsync(
            context.Caller(), tenant, request?.Number, request?.Reason, numbers.Value.DefaultRegion));

    private static Task<IResult> SendTestAsync(string tenant, HttpContext context, TestSms test, IOptions<NumberOptions> numbers) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.TestSmsRequest, request => test.SendAsync(
            context.Caller(), tenant, request?.Number, numbers.Value.DefaultRegion));

    private static async Task<IResult> CreateHookAsync(string tenant, HttpContext context, HookCreation hook, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await hook.CreateAsync(context.Caller(), tenant, seenAs: null, cancellationToken));

    private static async Task<IResult> RotateAsync(string tenant, string kind, HttpContext context, TenantKeyVerbs verbs, bool confirm = false) =>
        KindOf(kind) is { } known
            ? OutcomeAnswers.Of(await verbs.RotateAsync(context.Caller(), tenant, known, confirm))
            : Problems.NotFound("Keys are of the kinds api, webhook and app.");

    private static async Task<IResult> RevokeAsync(string tenant, string kind, HttpContext context, TenantKeyVerbs verbs) =>
        KindOf(kind) is { } known
            ? OutcomeAnswers.Of(await verbs.RevokeAsync(context.Caller(), tenant, known))
            : Problems.NotFound("Keys are of the kinds api, webhook and app.");

    private static KeyKind? KindOf(string kind) => kind switch { "api" => KeyKind.ApiKey, "webhook" => KeyKind.WebhookToken, "app" => KeyKind.AppKey, _ => null };
}
