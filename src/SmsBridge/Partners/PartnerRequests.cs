using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Partners;

/// <summary>Reads partners' requests, makes sure whose they are, and answers those that can not be acted on.</summary>
internal sealed class PartnerRequests(
    PartnerGate gate, SeenRequests seen, SubscriptionRules rules, PartnerAnswers answers, TimeProvider time, ILogger<PartnerRequests> logger)
{
    /// <summary>Subscriptions a partner may make or change in a minute, and as many it may end: an ended one is kept, and with it what it was told.</summary>
    public const int MostChangesPerMinute = 120;

    private readonly MinuteLimit<(long PartnerId, bool IsEnd)> _changes = new(MostChangesPerMinute, time);

    /// <summary>A request whose path says whose it is, and that changes nothing.</summary>
    public async Task<IResult> ForAsync(HttpContext context, string code, Func<Partner, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        var proof = PartnerProof.Read(context.Request, body: default);
        var check = await gate.CheckAsync(code.Trim(), proof, Callers.AddressOf(context), cancellationToken);
        if (check.Partner is not { } partner)
        {
            return answers.Unauthorized(context, check.RetryAfter);
        }

        await seen.NoteAsync(proof!, context.Request);
        return await answer(partner);
    }

    /// <summary>A request that changes something, and names only a reference.</summary>
    public async Task<IResult> ForHolderAsync(HttpContext context, string reference, Func<Partner, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        var proof = PartnerProof.Read(context.Request, body: default);
        var check = await gate.FindAsync(reference, proof, Callers.AddressOf(context), cancellationToken);
        return check.Partner is not { } partner ? answers.Unauthorized(context, check.RetryAfter)
            : RefuseMany(context, partner, isEnd: true) ?? await RefuseReusedAsync(context, partner, proof!, body: default) ?? await answer(partner);
    }

    /// <summary>A request whose body says whose it is, and what it wants. Nothing but its form is judged before it is known whose it is.</summary>
    /// <returns>Partner and wish, or the refusal.</returns>
    public async Task<(Partner? Partner, SubscriptionWish? Wish, IResult? Refusal)> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, SubscriptionRequestReader.MaxBytes, cancellationToken) is not { } body)
        {
            return (null, null, answers.Failed(StatusCodes.Status413PayloadTooLarge, $"The body has more than {SubscriptionRequestReader.MaxBytes} bytes."));
        }

        var (request, problem) = SubscriptionRequestReader.Read(body);
        if (request?.PartnerCode is null)
        {
            return (null, null, answers.Failed(StatusCodes.Status400BadRequest, problem ?? "partnerCode is missing."));
        }

        var proof = PartnerProof.Read(context.Request, body);
        var check = await gate.CheckAsync(request.PartnerCode, proof, Callers.AddressOf(context), cancellationToken);
        if (check.Partner is null)
        {
            return (null, null, answers.Unauthorized(context, check.RetryAfter));
        }

        if ((RefuseMany(context, check.Partner, isEnd: false) ?? await RefuseReusedAsync(context, check.Partner, proof!, body)) is { } refused)
        {
            return (null, null, refused);
        }

        var (wish, refusal) = Judge(request);
        return (check.Partner, wish, refusal);
    }

    /// <summary>Counted apart, so that who stole a password can not keep its owner from ending what he made.</summary>
    private IResult? RefuseMany(HttpContext context, Partner partner, bool isEnd) =>
        _changes.Count((partner.Id, isEnd)) is { } wait ? answers.TooMany(context, wait, MostChangesPerMinute) : null;

    private async Task<IResult?> RefuseReusedAsync(HttpContext context, Partner partner, PartnerProof proof, ReadOnlyMemory<byte> body)
    {
        if (await seen.MayUseAsync(proof, context.Request, body))
        {
            return null;
        }

        logger.PartnerProofReused(partner.Code, Callers.AddressOf(context));
        return answers.Reused(context);
    }

    private (SubscriptionWish? Wish, IResult? Refusal) Judge(SubscriptionRequest request) =>
        rules.Judge(request) switch
        {
            SubscriptionReading.Unfit unfit => (null, answers.Failed(
                unfit.IsMalformed ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, unfit.Problem)),
            var fit => (((SubscriptionReading.Fit)fit).Wish, null),
        };
}
