using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using SmsBridge.Web;

namespace SmsBridge.Partners;

/// <summary>What every method answers (mfs-webhooks.md 1).</summary>
/// <param name="ResponseCode"><c>100</c>: done; <c>101</c>: not done, and the message says why.</param>
internal sealed record PartnerAnswer(string ResponseCode, string ResponseMsg);

/// <inheritdoc cref="PartnerAnswer"/>
internal sealed record PartnerAnswer<T>(string ResponseCode, string ResponseMsg, T ResponseData);

/// <param name="DateLogged"><c>yyyy-MM-dd HH:mm:ss.f</c>, UTC; absent where the document has none.</param>
/// <param name="DisabledSince"><c>yyyy-MM-dd HH:mm:ss.f</c>, UTC: since then it is told nothing; absent: it is told.</param>
/// <param name="DisabledReason"><c>failing</c>: its URL failed for days; <c>by_operator</c>: the bridge's operator disabled it.</param>
internal sealed record SubscriptionData(
    string PartnerCode, string Reference, string CallbackUrl, string WebhookMethodName, string? DateLogged = null, string? DisabledSince = null, string? DisabledReason = null)
{
    public const string DateFormat = "yyyy-MM-dd HH:mm:ss.f";

    public static SubscriptionData Of(Partner partner, SubscriptionWish wish, Standstill? standstill = null) =>
        new(partner.Code, wish.Reference, wish.CallbackUrl, wish.Method, DateLogged: null, standstill?.SinceText, standstill?.Reason);

    public static SubscriptionData Of(Partner partner, Subscription subscription, bool dated) => new(
        partner.Code, subscription.Reference, subscription.CallbackUrl, subscription.Method,
        dated ? subscription.LoggedAt.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture) : null, Standstill.Of(subscription)?.SinceText, Standstill.Of(subscription)?.Reason);
}

internal sealed record AvailableWebhooks(IReadOnlyList<string> Webhooks);

/// <summary>What a subscription's <c>v1a</c> signatures are verified with. Public: it can be read again at any time.</summary>
/// <param name="Signature"><c>v1a</c>, or <c>both</c>.</param>
/// <param name="PublicKey"><c>whpk_</c> and the base64 of 32 bytes.</param>
/// <param name="PreviousPublicKey">The latest of those before that sign too, until <paramref name="PreviousValidUntil"/>; absent: none does.</param>
/// <param name="PreviousValidUntil"><c>yyyy-MM-dd HH:mm:ss.f</c>, UTC.</param>
/// <param name="PreviousPublicKeys">All of those before that sign too, latest first; absent: none does.</param>
internal sealed record PublicKeyData(
    string PartnerCode, string Reference, string Signature, string PublicKey, string? PreviousPublicKey, string? PreviousValidUntil,
    IReadOnlyList<PreviousPublicKey>? PreviousPublicKeys)
{
    /// <summary>Null: it is not signed so.</summary>
    public static PublicKeyData? Of(Partner partner, Subscription subscription, DateTimeOffset now)
    {
        var secrets = subscription.Secrets;
        List<PreviousPublicKey> previous =
        [
            .. secrets.OlderAt(now).Where(older => older.VerifyingKey is not null).Reverse().Select(older => new PreviousPublicKey(
                older.VerifyingKey!, older.Until.UtcDateTime.ToString(SubscriptionData.DateFormat, CultureInfo.InvariantCulture))),
        ];
        var latest = previous.FirstOrDefault();
        return secrets.VerifyingKey is null
            ? null
            : new PublicKeyData(
                partner.Code, subscription.Reference, subscription.Signatures.Name(), secrets.VerifyingKey, latest?.PublicKey, latest?.ValidUntil,
                previous.Count == 0 ? null : previous);
    }
}

/// <summary>A key that was replaced and signs too.</summary>
/// <param name="ValidUntil"><c>yyyy-MM-dd HH:mm:ss.f</c>, UTC.</param>
internal sealed record PreviousPublicKey(string PublicKey, string ValidUntil);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartnerAnswer))]
[JsonSerializable(typeof(PartnerAnswer<SubscriptionData>))]
[JsonSerializable(typeof(PartnerAnswer<IReadOnlyList<SubscriptionData>>))]
[JsonSerializable(typeof(PartnerAnswer<AvailableWebhooks>))]
[JsonSerializable(typeof(PartnerAnswer<PublicKeyData>))]
internal sealed partial class PartnersJson : JsonSerializerContext
{
    public static PartnersJson Readable => field ??= new PartnersJson(JsonAnswers.Readable(Default.Options));
}

/// <summary>Writes answers, with the HTTP status the operator wants.</summary>
internal sealed class PartnerAnswers(IOptions<PartnerOptions> options)
{
    private const string Done = "100";
    private const string NotDone = "101";
    private const string Success = "Success";

    /// <summary>The same words whether the code, the password, the time or the form is wrong: existence must not leak.</summary>
    private readonly string _unauthorized =
        "Not authorised: Authorization must be Bearer and the hexadecimal SHA-256 of partnerCode + password + timestamp, and timestamp must be "
        + $"yyyy-MM-dd HH:mm:ss ({ZoneOf(options.Value.TimestampOffset)}), at most {Seconds(options.Value.ClockTolerance)} seconds behind and {Seconds(options.Value.ClockAhead)} ahead.";

    public static IResult Ok() => TypedResults.Json(new PartnerAnswer(Done, Success), PartnersJson.Readable.PartnerAnswer);

    /// <typeparam name="T">One whose answer <see cref="PartnersJson"/> knows.</typeparam>
    public static IResult Ok<T>(T data) => TypedResults.Json(
        new PartnerAnswer<T>(Done, Success, data), (JsonTypeInfo<PartnerAnswer<T>>)PartnersJson.Readable.GetTypeInfo(typeof(PartnerAnswer<T>))!);

    /// <summary>Done, and yet nothing comes of it: whoever repairs his side must not take the one for the other.</summary>
    public static IResult Ok(SubscriptionData data, Standstill? standstill) => standstill is null ? Ok(data) : TypedResults.Json(
        new PartnerAnswer<SubscriptionData>(Done, $"{Success}, but {standstill.Words}", data), PartnersJson.Readable.PartnerAnswerSubscriptionData);

    public IResult Failed(int status, string words) => TypedResults.Json(
        new PartnerAnswer(NotDone, words), PartnersJson.Readable.PartnerAnswer, statusCode: options.Value.AlwaysAnswer200 ? StatusCodes.Status200OK : status);

    public IResult Unauthorized(HttpContext context, TimeSpan? retryAfter)
    {
        if (retryAfter is not { } wait)
        {
            return Failed(StatusCodes.Status401Unauthorized, _unauthorized);
        }

        return Later(context, wait, "Too many requests that were not authorised. " + _unauthorized);
    }

    /// <summary>Whose it is is certain.</summary>
    public IResult TooMany(HttpContext context, TimeSpan wait, int most) =>
        Later(context, wait, string.Create(CultureInfo.InvariantCulture, $"Not done: a partner may change {most} subscriptions a minute. Repeat the request in a minute."));

    private IResult Later(HttpContext context, TimeSpan wait, string words)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Failed(StatusCodes.Status429TooManyRequests, words);
    }

    /// <summary>Whose it is is certain, so it may be told what is wrong.</summary>
    public IResult Reused(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Failed(
            StatusCodes.Status401Unauthorized,
            "Not done: this timestamp has been used for another request, some seconds ago or from another network. Make a new timestamp and digest for every request.");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static string ZoneOf(TimeSpan offset) =>
        offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture)}";
}
