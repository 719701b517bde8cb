using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Console.Api;

/// <summary>
/// So many exports at once for everybody, and one for each operator: each reads all there is, page after page, in one line with the lists people wait for.
/// One that is broken off gives its place back as soon as that is seen, with its next page at the latest.
/// </summary>
internal sealed class ExportPlaces(IOptions<OperatorOptions> options, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Places _places = new(
        new PlaceRules(options.Value.ExportsAtOnce, Strangers: 0, OfOne: 1, Waiting: 0, WaitingOfOne: 0, TimeSpan.Zero), time);

    /// <summary>A route's filter. It is asked for here: as a type it would be made anew with each request, and count to one.</summary>
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<ExportPlaces>().EnterAsync(context, next);

    private async ValueTask<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var who = http.Operator().Id.ToString(CultureInfo.InvariantCulture);
        if (await _places.EnterAsync([who], isKnown: true, http.RequestAborted) is not { } place)
        {
            return Problems.TooMany(
                http, RetryAfter, $"Another export is under way: yours, or {options.Value.ExportsAtOnce} of all operators (Operators:ExportsAtOnce). Wait until it is done, and try again.",
                "Too many exports at once.");
        }

        http.Response.RegisterForDispose(place); // after the last row, which is written when this has long returned
        return await next(context);
    }
}
