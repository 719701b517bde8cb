using Microsoft.OpenApi;

namespace SmsBridge.Web.Description;

/// <summary>
/// What <c>/openapi/v1.json</c> says of a route, said where the route is mapped. Nothing here changes how a request is answered: above all the framework's <c>Accepts</c>
/// is not used for bodies of cores, partners and providers, as it answers 415 to callers that name no content type.
/// </summary>
internal static class RouteDescription
{
    private const string Json = "application/json";

    /// <param name="operationId">Unique; also what generated clients call the method.</param>
    public static TBuilder Describe<TBuilder>(this TBuilder route, string operationId, string summary, string? description = null)
        where TBuilder : IEndpointConventionBuilder
    {
        route.WithName(operationId).WithSummary(summary);
        return description is null ? route : route.WithDescription(description);
    }

    /// <summary>For a route answered by a bare <see cref="RequestDelegate"/>, which the framework leaves out of the document unless a method stands for it.</summary>
    public static TBuilder DescribedBy<TBuilder>(this TBuilder route, RequestDelegate handler)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(handler.Method);

    /// <summary>Answers of <see cref="Problems"/>.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        }

        return route;
    }

    /// <summary>An answer with a body.</summary>
    public static IEndpointConventionBuilder Answers<TAnswer>(this IEndpointConventionBuilder route, int status, string contentType = Json) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TAnswer), [contentType]));

    public static TBuilder TakesHeader<TBuilder>(this TBuilder route, string name, string description, bool required = false)
        where TBuilder : IEndpointConventionBuilder => route.Takes(ParameterLocation.Header, name, description, required);

    public static TBuilder TakesQuery<TBuilder>(this TBuilder route, string name, string description)
        where TBuilder : IEndpointConventionBuilder => route.Takes(ParameterLocation.Query, name, description, required: false).WithMetadata(new TakenQuery(name));

    /// <summary>A header that comes with an answer.</summary>
    public static TBuilder AnswersHeader<TBuilder>(this TBuilder route, int status, string name, string description)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            if (operation.Responses?.GetValueOrDefault(Text(status)) is OpenApiResponse response)
            {
                (response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[name] = new OpenApiHeader { Description = description, Schema = OfText() };
            }

            return Task.CompletedTask;
        });

    /// <summary>A JSON body of this shape, whatever content type the caller names.</summary>
    public static RouteHandlerBuilder TakesJson<TBody>(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(TBody), parameterDescription: null, cancellationToken);
            var document = context.Document!;
            document.AddComponent(typeof(TBody).Name, schema);
            operation.RequestBody = Body((Json, new OpenApiSchemaReference(typeof(TBody).Name, document)));
        });

    /// <summary>A body that has no type of its own in the code: read by hand, or a provider's form.</summary>
    public static TBuilder TakesBody<TBuilder>(this TBuilder route, Func<IEnumerable<(string ContentType, OpenApiSchema Schema)>> kinds)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = Body([.. kinds().Select(kind => (kind.ContentType, (IOpenApiSchema)kind.Schema))]);
            return Task.CompletedTask;
        });

    /// <summary>The ways in which a caller may prove itself, any one of them; a way may need several schemes. None given: nobody is asked.</summary>
    public static TBuilder Proves<TBuilder>(this TBuilder route, params string[][] ways)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var roles = context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredRoles>().LastOrDefault()?.Names ?? [];
            operation.Security = [.. ways.Select(way => Requirement(way, roles, context.Document))];
            return Task.CompletedTask;
        });

    /// <summary>An object of these members, none of them required.</summary>
    public static OpenApiSchema Members(string description, params (string Name, JsonSchemaType Type, string Words)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = members.ToDictionary(
            member => member.Name, member => (IOpenApiSchema)new OpenApiSchema { Type = member.Type, Description = member.Words }, StringComparer.Ordinal),
    };

    public static OpenApiSchema OfText() => new() { Type = JsonSchemaType.String };

    public static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static TBuilder Takes<TBuilder>(this TBuilder route, ParameterLocation place, string name, string description, bool required)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = place, Required = required, Description = description, Schema = OfText() });
            return Task.CompletedTask;
        });

    private static OpenApiSecurityRequirement Requirement(string[] schemes, string[] roles, OpenApiDocument? document)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var scheme in schemes)
        {
            requirement[new OpenApiSecuritySchemeReference(scheme, document)] = [.. roles];
        }

        return requirement;
    }

    private static OpenApiRequestBody Body(params (string ContentType, IOpenApiSchema Schema)[] kinds) => new()
    {
        Required = true,
        Content = kinds.ToDictionary(kind => kind.ContentType, kind => new OpenApiMediaType { Schema = kind.Schema }, StringComparer.Ordinal),
    };
}

/// <summary>Metadata of a route: a parameter of the query that its handler reads itself.</summary>
internal sealed record TakenQuery(string Name);

/// <summary>Metadata of a route: what a key that does not open everything has to be for.</summary>
internal sealed record RequiredRoles(string[] Names);
