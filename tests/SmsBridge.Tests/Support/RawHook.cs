using System.Net.Http.Headers;
using System.Text;

namespace SmsBridge.Tests.Support;

/// <summary>A hook put together by hand, so that any part of it can be wrong or missing.</summary>
internal sealed record RawHook(string Body = RawHook.FlatRepayment)
{
    public const string FlatRepayment = """{"officeId":1,"clientId":7,"loanId":31,"resourceId":904}""";

    public string Url { get; init; } = "/modules/sms";

    public string? Entity { get; init; } = "LOAN";

    public string? Action { get; init; } = "REPAYMENT";

    public string? Tenant { get; init; }

    public string? ApiKey { get; init; }

    public bool Mifos { get; init; }

    /// <summary>How header names are written.</summary>
    public Func<string, string> Spelling { get; init; } = name => name;

    public string? ContentType { get; init; } = "application/json; charset=UTF-8";

    public bool Chunked { get; init; }

    public static RawHook Sms(string mobileNo, string message) =>
        new($$"""{"mobileNo":"{{mobileNo}}","message":"{{message}}"}""") { Entity = "sms", Action = "send" };

    public static RawHook Repayment(long transaction) => new($$"""{"officeId":1,"clientId":7,"loanId":31,"resourceId":{{transaction}}}""");

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) };
        request.Content.Headers.ContentType = ContentType is null ? null : MediaTypeHeaderValue.Parse(ContentType);
        if (Chunked)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        Add(request, Mifos ? "X-Mifos-Entity" : "X-Fineract-Entity", Entity);
        Add(request, Mifos ? "X-Mifos-Action" : "X-Fineract-Action", Action);
        Add(request, Mifos ? "X-Mifos-Platform-TenantId" : "Fineract-Platform-TenantId", Tenant);
        Add(request, Mifos ? "X-Mifos-API-Key" : "X-Fineract-API-Key", ApiKey);
        return request;
    }

    private void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(Spelling(name), value);
        }
    }
}
