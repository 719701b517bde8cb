using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using SmsBridge.Operators;

namespace SmsBridge.Console.Shell;

/// <summary>
/// A form that is sent and is not on its page any more, because somebody else did it meanwhile: the framework answers an empty 400. The browser is led
/// to the page as it is now, which says that nothing was done. A form whose token is not this session's may be a forged one: it is led nowhere.
/// </summary>
internal static class OutdatedForms
{
    public const string Mark = "outdated";

    public static void UseOutdatedForms(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            if (HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            {
                if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
                {
                    return PlainPages.NothingDone(context.Request.PathBase.Add(context.Request.Path).ToUriComponent()).ExecuteAsync(context);
                }

                context.Response.OnStarting(() =>
                {
                    Lead(context);
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });

    /// <summary>A form that can not be read at all has an answer of its own.</summary>
    private static void Lead(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.StatusCode == StatusCodes.Status400BadRequest && context.Features.Get<IExceptionHandlerFeature>() is null)
        {
            response.StatusCode = StatusCodes.Status303SeeOther;
            response.Headers.Location = $"{request.PathBase.Add(request.Path).ToUriComponent()}?{Mark}=1";
        }
    }
}
