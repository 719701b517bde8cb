using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>Tells who was not let in, and keeps it on the record: so many a minute, since anybody can make up answers of a provider and none must fill disk and log.</summary>
internal sealed class ProviderRefusals(OperatorStore store, IAntiforgery antiforgery, TimeProvider time, ILogger<ProviderRefusals> logger)
{
    /// <summary>Refusals of a network that are written down in a minute.</summary>
    internal const int MostRecorded = 10;

    /// <summary>The same of all networks together.</summary>
    internal const int MostRecordedOfAll = 100;

    private readonly MinuteLimit<IPAddress> _networks = new(MostRecorded, time);
    private readonly MinuteLimit<bool> _all = new(MostRecordedOfAll, time);

    public async Task<IResult> RefuseAsync(HttpContext context, ProviderFailure failure, string returnUrl)
    {
        var from = new SignInOrigin(Callers.AddressOf(context));
        if (_networks.Count(from.Network) is null && _all.Count(true) is null)
        {
            logger.SignInRefused(from.ToString(), failure.Why);
            await store.RecordRefusalAsync(null, from.Address?.ToString(), failure.Why, waitAfter: null);
        }

        return Show(context, failure, returnUrl);
    }

    /// <summary>What stands on the record already.</summary>
    public IResult Show(HttpContext context, ProviderFailure failure, string returnUrl)
    {
        if (failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            PutOff.Set(context); // the provider's failure, not the bridge's
        }

        return SignInEndpoints.Show(context, antiforgery, returnUrl, problem: failure.Words, status: failure.Status);
    }
}
