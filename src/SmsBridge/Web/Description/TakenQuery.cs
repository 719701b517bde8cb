namespace SmsBridge.Web.Description;

/// <summary>Metadata of a route: a parameter of the query that its handler reads itself.</summary>
internal sealed record TakenQuery(string Name);
