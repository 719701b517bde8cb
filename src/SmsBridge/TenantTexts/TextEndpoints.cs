using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts.DataTables;
using SmsBridge.TenantTexts.OwnEvents;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Web;

namespace SmsBridge.TenantTexts;

/// <summary><c>/modules/sms/texts/{tenantId}</c>: a tenant's events and texts, with its API key.</summary>
internal static class TextEndpoints
{
    public static void MapTenantTexts(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/modules/sms/texts/{tenantId}").RequireTenantKey().DescribeTexts();
        tenant.MapGet("", ListAsync).DescribeList();
        tenant.MapPut("", SetAsync).DescribeSettings();
        tenant.MapDataTables();
        tenant.MapPut("{event}", SetEventAsync).DescribeEvent();
        tenant.MapDelete("{event}", RemoveEventAsync).DescribeRemoval();
        tenant.MapGet("{event}/{language}", ShowAsync).DescribeText();
        tenant.MapPut("{event}/{language}", SaveDraftAsync).DescribeDraft();
        tenant.MapDelete("{event}/{language}", WithdrawAsync).DescribeWithdrawal();
        tenant.MapPost("{event}/{language}/_publish", PublishAsync).DescribePublishing();
        tenant.MapPost("{event}/{language}/_preview", PreviewAsync).DescribePreview();
    }

    private static async Task<IResult> ListAsync(HttpContext context, TextViews views, CancellationToken cancellationToken) =>
        TypedResults.Json(await views.ListAsync(TenantKeyFilter.TenantOf(context), cancellationToken), TextsJson.Readable.TextListView);

    private static async Task<IResult> SetAsync(HttpContext context, TextSettings settings, TextViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TextsJson.Default.TextSettingsRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await settings.SetAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, request ?? new TextSettingsRequest());
        return outcome is Outcome.Done ? await ListAsync(context, views, cancellationToken) : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> SetEventAsync(HttpContext context, string @event, TextVerbs verbs, TextViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TextsJson.Default.EventRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var tenant = TenantKeyFilter.TenantOf(context);
        var outcome = await verbs.SetEventAsync(TenantKeyFilter.CallerOf(context), tenant.Identifier, @event, request ?? new EventRequest());
        return outcome is Outcome.Done
            ? TypedResults.Json(await views.EventAsync(tenant, views.KindOf(tenant, @event)!, cancellationToken), TextsJson.Readable.TextEventView)
            : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> RemoveEventAsync(HttpContext context, string @event, OwnEventVerbs verbs) =>
        await verbs.RemoveAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, @event) is var outcome and not Outcome.Done
            ? KeyAnswers.Refusal(context, outcome)
            : TypedResults.NoContent();

    private static async Task<IResult> ShowAsync(HttpContext context, string @event, string language, TextViews views, CancellationToken cancellationToken) =>
        Missing(context, views, @event, language, out var kind)
        ?? TypedResults.Json(await views.TextAsync(TenantKeyFilter.TenantOf(context), kind!, language, cancellationToken), TextsJson.Readable.TextView);

    private static async Task<IResult> SaveDraftAsync(HttpContext context, string @event, string language, TextVerbs verbs, TextViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TextsJson.Default.DraftRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await verbs.SaveDraftAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, @event, language, request ?? new DraftRequest());
        return outcome is Outcome.Done ? await ShowAsync(context, @event, language, views, cancellationToken) : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> WithdrawAsync(HttpContext context, string @event, string language, TextVerbs verbs)
    {
        var outcome = await verbs.WithdrawAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, @event, language);
        return outcome switch
        {
            Outcome.Done => TypedResults.NoContent(),
            Outcome.Unchanged unchanged => Problems.NotFound(unchanged.Words),
            _ => KeyAnswers.Refusal(context, outcome),
        };
    }

    private static async Task<IResult> PublishAsync(HttpContext context, string @event, string language, TextVerbs verbs, TextViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TextsJson.Default.PublishRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await verbs.PublishAsync(
            TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, @event, language, request ?? new PublishRequest(), cancellationToken);
        return outcome is Outcome.Done ? await ShowAsync(context, @event, language, views, cancellationToken) : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, string @event, string language, TextViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TextsJson.Default.DraftRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (Missing(context, views, @event, language, out var kind) is { } missing)
        {
            return missing;
        }

        var (view, check) = await views.PreviewAsync(TenantKeyFilter.TenantOf(context), kind!, language, request?.Text, request?.RegisteredTemplate, cancellationToken);
        return view is null ? Problems.Unprocessable(check.Field, check.Fault!) : TypedResults.Json(view, TextsJson.Readable.PreviewView);
    }

    /// <returns>Null: there is such an event, and it may be such a language.</returns>
    private static IResult? Missing(HttpContext context, TextViews views, string @event, string language, out EventKind? kind)
    {
        kind = views.KindOf(TenantKeyFilter.TenantOf(context), @event);
        return kind is null ? KeyAnswers.Refusal(context, TextVerbs.NoSuchEvent(@event)) : !TextVerbs.IsLanguage(language) ? KeyAnswers.Refusal(context, TextVerbs.NoLanguage()) : null;
    }
}
