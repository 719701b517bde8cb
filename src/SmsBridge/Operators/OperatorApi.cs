using Microsoft.OpenApi;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Operators;

/// <summary>The API of the console: <c>/api/…</c>, with a session's cookie.</summary>
internal static class OperatorApi
{
    /// <summary>
    /// Must come with everything but GET, with any value: no form and no foreign page can send it without asking first, and nobody is
    /// answered when asking. Guards, beside the strict cookie, against being made to act by another site.
    /// </summary>
    public const string Header = "X-SmsBridge";

    /// <summary>A group of routes under <c>/api</c> for every signed-in operator; narrow it with RequireAuthorization(Policies.…).</summary>
    public static RouteGroupBuilder MapOperatorApi(this IEndpointRouteBuilder routes, string path)
    {
        var group = routes.MapGroup($"{OperatorPaths.Api}/{path}").RequireAuthorization(Policies.Viewer);
        group.AddEndpointFilter(async (context, next) =>
            HttpMethods.IsGet(context.HttpContext.Request.Method) || context.HttpContext.Request.Headers.ContainsKey(Header)
                ? await next(context)
                : Problems.BadRequest(Header, $"Send the header {Header}: 1 with every request that changes something."));
        group.AddEndpointFilter(QueryCheck.FilterAsync);
        return group.Proves([Schemes.Session]).Refuses(400, 401, 403, 503).DescribeHeader();
    }

    /// <summary>In the document: <see cref="Header"/> with everything but GET.</summary>
    private static RouteGroupBuilder DescribeHeader(this RouteGroupBuilder group) =>
        group.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod is { } method && !HttpMethods.IsGet(method))
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = Header, In = ParameterLocation.Header, Required = true, Description = "With any value: no form and no foreign page can send it.", Schema = RouteDescription.OfText(),
                });
            }

            return Task.CompletedTask;
        });

    /// <summary>Who asks; only behind a policy.</summary>
    public static SignedInOperator Operator(this HttpContext context) =>
        SignedInOperator.From(context.User) ?? throw new InvalidOperationException("The route is open to everybody.");

    /// <summary>Who asks and from where, for the audit.</summary>
    public static Actor Actor(this HttpContext context) => context.Caller().Actor;

    /// <summary>The same with what they may, for the verbs.</summary>
    public static Caller Caller(this HttpContext context) => Operators.Caller.Of(context.Operator(), Callers.AddressOf(context)?.ToString());
}
