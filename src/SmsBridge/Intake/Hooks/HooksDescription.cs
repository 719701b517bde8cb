using Microsoft.OpenApi;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Intake.Hooks;

/// <summary>The body of a hook's 200; <see cref="HookAnswer"/> writes it by hand.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>duplicate</c> or <c>ignored</c>.</param>
/// <param name="Reason">Code; not with <c>accepted</c>.</param>
/// <param name="Detail">The reason in words; not with <c>accepted</c>.</param>
internal sealed record HookAnswerView(long EventId, string Outcome, string? Reason, string? Detail);

/// <summary>What the document says of the URLs a core calls.</summary>
internal static class HooksDescription
{
    private const string Tag = "Hooks";
    private const JsonSchemaType Text = JsonSchemaType.String;
    private const JsonSchemaType Number = JsonSchemaType.Integer;

    private static readonly int[] Refusals = [400, 401, 413, 429, 503];

    /// <param name="operationId">Unique: a core's URLs are several.</param>
    public static IEndpointConventionBuilder DescribeHook(this IEndpointConventionBuilder route, string operationId) =>
        route.DescribeAnyHook(operationId, "Takes a hook of the \"SMS Bridge\" template.")
            .TakesHeader(CoreHeaders.TenantFineract, $"The tenant's identifier. Required, or {CoreHeaders.TenantMifos} of older cores.")
            .TakesHeader(CoreHeaders.TenantMifos, "The same, in the older header family.")
            .Proves(Schemes.AnyApiKey).NeedsScope();

    /// <summary>The token in the path is the proof: there is no scheme for that in OpenAPI.</summary>
    public static IEndpointConventionBuilder DescribeWebHook(this IEndpointConventionBuilder route, string operationId) =>
        route.DescribeAnyHook(operationId, "Takes a hook of the \"Web\" template, which sends no key: the token in the URL proves the caller and names the tenant.")
            .TakesHeader(CoreHeaders.TenantFineract, "Not needed; when it comes it must be the token's tenant.")
            .Proves();

    public static IEndpointConventionBuilder DescribePing(this IEndpointConventionBuilder route, string operationId) =>
        route.DescribedBy(HookEndpoints.PingAsync).WithTags(Tag)
            .Describe(operationId, "Says that SmsBridge listens here; cores ask while a hook is made.").Proves();

    private static IEndpointConventionBuilder DescribeAnyHook(this IEndpointConventionBuilder route, string operationId, string summary) =>
        route.DescribedBy(HookEndpoints.PingAsync).WithTags(Tag)
            .Describe(
                operationId, summary,
                "The event is on disk before the 200. A repeat is answered 200 with outcome duplicate and sends nothing; an event that nothing hangs on is ignored. Cores do not "
                + "repeat a hook that was refused.")
            .TakesHeader(CoreHeaders.EntityFineract, $"As in LOAN. Required, or {CoreHeaders.EntityMifos} of older cores.")
            .TakesHeader(CoreHeaders.EntityMifos, "The same, in the older header family.")
            .TakesHeader(CoreHeaders.ActionFineract, $"As in REPAYMENT. Required, or {CoreHeaders.ActionMifos} of older cores.")
            .TakesHeader(CoreHeaders.ActionMifos, "The same, in the older header family.")
            .TakesBody(() => [("application/json", Json()), ("application/x-www-form-urlencoded", Form())])
            .Answers<HookAnswerView>(StatusCodes.Status200OK)
            .Refuses(Refusals);

    private static OpenApiSchema Json() => new() { OneOf = [Flat("The command's result, flat (older cores)."), Envelope()] };

    private static OpenApiSchema Flat(string words) => RouteDescription.Members(
        words, ("resourceId", Number, "What the command made or changed."), ("clientId", Number, "The client."), ("loanId", Number, "The loan."),
        ("savingsId", Number, "The savings account."), ("subResourceId", Number, "Newer cores, LOAN DISBURSE: the transaction."),
        ("mobileNo", Text, "sms/send: the recipient."), ("message", Text, "sms/send: the text."));

    private static OpenApiSchema Envelope()
    {
        var envelope = RouteDescription.Members(
            "The command with its result (newer cores). A body with status, or without a response, is a command that failed: ignored.",
            ("entityName", Text, "As in the header."), ("actionName", Text, "As in the header."), ("timestamp", Text, "When the core did it."));
        envelope.Properties!["response"] = Flat("The command's result.");
        return envelope;
    }

    private static OpenApiSchema Form() => RouteDescription.Members(
        "The same members as fields; a nested object as Java writes a map: {clientId=7, resourceId=904}.",
        ("resourceId", Text, "What the command made or changed."), ("clientId", Text, "The client."), ("loanId", Text, "The loan."),
        ("response", Text, "The command's result, when it is the newer form."));
}
