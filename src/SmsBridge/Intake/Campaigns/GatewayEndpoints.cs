using Microsoft.Extensions.Options;
using SmsBridge.Intake.Hooks;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Texts.Campaigns;
using SmsBridge.Web;

namespace SmsBridge.Intake.Campaigns;

/// <summary>The calls that a core makes of its message gateway (message-gateway.md 4 to 6): HTTP only.</summary>
internal sealed class GatewayEndpoints(
    GatewayCallers callers, GatewayIntake intake, DeliveryStatusStore standings, UnknownTexts unknown, OnTrustLimit onTrust, IOptions<CampaignOptions> options, TimeProvider time)
{
    private const long OnlySender = 1;

    private readonly CampaignOptions _options = options.Value;

    /// <summary>The senders of a tenant: the one it has, and once more for two-factor codes. Exactly 200, or the core says that there is no provider.</summary>
    public async Task<IResult> ListSendersAsync(HttpContext context)
    {
        var (key, refusal) = await callers.CheckAsync(context, bringsTexts: false);
        if (key is null)
        {
            return refusal!;
        }

        var (tenant, settings) = (key.Tenant.Identifier, key.Tenant.Settings);
        return TypedResults.Json<SmsBridgeView[]>(
            [
                new SmsBridgeView(OnlySender, tenant, settings.Sender, "SmsBridge", $"SmsBridge, by {settings.Provider} from {settings.Sender}"),
                new SmsBridgeView(
                    _options.CodeProviderId, tenant, settings.Sender, "SmsBridge: two-factor codes", "Two-factor codes only (otp-delivery-sms-provider): sent before all else, for five minutes, and not kept. Not for campaigns"),
            ],
            GatewayJson.Readable.SmsBridgeViewArray);
    }

    /// <summary>202, without a body, once everything is on disk. The core takes any other answer for a failure, and sends nothing of it again.</summary>
    public async Task<IResult> TakeTextsAsync(HttpContext context)
    {
        var (key, refusal) = await callers.CheckAsync(context, bringsTexts: true);
        if (key is null)
        {
            return refusal!;
        }

        if (await RequestBody.ReadLargeAsync(context, _options.MaxBodyBytes) is not { } body)
        {
            return await TooLargeAsync(key, context, $"The body is larger than {_options.MaxBodyBytes} bytes (Campaigns:MaxBodyBytes).");
        }

        if (GatewayReader.ReadTexts(body, _options.MaxEntries, out var problem) is not { } entries)
        {
            if (problem!.IsTooLarge)
            {
                return await TooLargeAsync(key, context, problem.Words);
            }

            await callers.RefuseAsync(key, context, Reasons.MalformedBody, problem.Words);
            return Problems.BadRequest("body", problem.Words, Reasons.MalformedBody);
        }

        if (entries.Any(entry => entry.Tenant is { } named && named != key.Tenant.Identifier))
        {
            const string Foreign = "An entry names another tenant than the header: none of the call was taken.";
            await callers.RefuseAsync(key, context, Reasons.ForeignKey, Foreign);
            return Problems.Create(StatusCodes.Status403Forbidden, "It is another tenant's.", Foreign, "tenantId", Reasons.ForeignKey);
        }

        if (await LaterAsync(key.Tenant, entries.Count) is { } wait)
        {
            var reason = Reasons.Explain(Reasons.TrustUsedUp);
            await callers.RefuseAsync(key, context, reason.Code, $"Not verified: {key.Tenant.Unverified}");
            return Problems.TooMany(context, wait, $"{reason.Meaning} {reason.Remedy}", "Too many texts of a tenant on trust.", reason.Code);
        }

        await intake.AcceptAsync(key, Callers.AddressOf(context)?.ToString(), entries);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>Where the texts stand that are asked for, as far as they are known; what is not known is left out, until it is certain that it never came.</summary>
    public async Task<IResult> ReportAsync(HttpContext context)
    {
        var (key, refusal) = await callers.CheckAsync(context, bringsTexts: false);
        if (key is null)
        {
            return refusal!;
        }

        if (await RequestBody.ReadLargeAsync(context, _options.MaxBodyBytes) is not { } body)
        {
            return Problems.TooLarge($"The body is larger than {_options.MaxBodyBytes} bytes (Campaigns:MaxBodyBytes).");
        }

        if (GatewayReader.ReadIds(body, _options.MaxEntries, out var problem) is not { } ids)
        {
            return problem!.IsTooLarge ? Problems.TooLarge(problem.Words) : Problems.BadRequest("body", problem.Words, Reasons.MalformedBody);
        }

        var now = time.GetUtcNow();
        var found = await standings.FindAsync(key.Tenant.Id, ids, context.RequestAborted);
        var never = await unknown.NeverCameAsync(key.Tenant, [.. ids.Except(found.Select(text => text.InternalId))], context.RequestAborted);
        return TypedResults.Json<DeliveryReportView[]>(
            [
                .. found.Select(text => new DeliveryReportView(text.InternalId, text.ProviderId, null, null, DeliveryStatus.Of(text, now, _options.AwaitReport), HasError: false, null)),
                .. never.Select(id => new DeliveryReportView(id, null, null, null, DeliveryStatus.Failed, HasError: false, null)),
            ],
            GatewayJson.Readable.DeliveryReportViewArray);
    }

    private async Task<IResult> TooLargeAsync(KnownKey key, HttpContext context, string words)
    {
        await callers.RefuseAsync(key, context, Reasons.TooLarge, words);
        return Problems.TooLarge(words);
    }

    /// <summary>A tenant on trust has as many texts as it has events.</summary>
    private async Task<TimeSpan?> LaterAsync(Tenant tenant, int count)
    {
        var wait = default(TimeSpan?);
        for (var text = 0; tenant.TrustedUntil is not null && text < count && wait is null; text++)
        {
            wait = await onTrust.CountAsync(tenant);
        }

        return wait;
    }
}
