using System.Text;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Dialects;

/// <summary>
/// Requests in the shape cores send them (fineract-hooks.md 2, 3, 4.2, 5), line for line. <c>{host}</c>, <c>{tenant}</c>, <c>{key}</c>,
/// <c>{token}</c>, <c>{core}</c>, <c>{id}</c> (a transaction's) and <c>{length}</c> (the body's) are filled in; everything else is sent as it stands.
/// </summary>
internal static class Captured
{
    public static string Event(Generation generation) => generation switch
    {
        Generation.G1 => """
            POST /modules/sms/ HTTP/1.1
            X-Mifos-Entity: LOAN
            X-Mifos-Action: REPAYMENT
            X-Mifos-Platform-TenantId: {tenant}
            X-Mifos-API-Key: {key}
            Content-Type: application/json; charset=UTF-8
            Content-Length: {length}
            Host: {host}
            Connection: Keep-Alive
            Accept-Encoding: gzip

            {"officeId":1,"clientId":7,"loanId":31,"resourceId":{id},"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy"}}
            """,
        Generation.G2 => """
            POST /modules/sms/ HTTP/1.1
            X-Fineract-Entity: LOAN
            X-Fineract-Action: REPAYMENT
            Fineract-Platform-TenantId: {tenant}
            X-Fineract-API-Key: {key}
            Content-Type: application/json; charset=UTF-8
            Content-Length: {length}
            Host: {host}
            Connection: Keep-Alive
            Accept-Encoding: gzip

            {"officeId":1,"clientId":7,"loanId":31,"resourceId":{id},"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy"}}
            """,
        Generation.G3 => """
            POST / HTTP/1.1
            X-Fineract-Entity: LOAN
            X-Fineract-Action: REPAYMENT
            Fineract-Platform-TenantId: {tenant}
            X-Fineract-API-Key: {key}
            Content-Type: application/json; charset=UTF-8
            Content-Length: {length}
            Host: {host}
            Connection: Keep-Alive
            Accept-Encoding: gzip

            {"actionName":"REPAYMENT","createdByName":"mifos","clientId":7,"request":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy","paymentTypeId":1.0},"createdBy":1,"response":{"clientId":7,"loanId":31,"resourceId":{id},"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy","paymentTypeId":1}},"officeId":1,"createdByFullName":"App Administrator","entityName":"LOAN","timestamp":"2026-11-21T19:11:50.123456Z"}
            """,
        _ => """
            POST /modules/sms/ HTTP/1.1
            X-Fineract-Entity: LOAN
            X-Fineract-Action: REPAYMENT
            Fineract-Platform-TenantId: {tenant}
            X-Fineract-API-Key: {key}
            Content-Type: application/json; charset=UTF-8
            Content-Length: {length}
            Host: {host}
            Connection: Keep-Alive
            Accept-Encoding: gzip
            User-Agent: okhttp/4.12.0

            {"actionName":"REPAYMENT","entityName":"LOAN","createdBy":1,"createdByName":"mifos","createdByFullName":"App Administrator","request":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy","paymentTypeId":1.0},"officeId":1,"clientId":7,"response":{"clientId":7,"loanId":31,"resourceId":{id},"resourceExternalId":"rcpt-77","changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy","paymentTypeId":1}},"timestamp":"2026-11-21T19:11:50.123456Z"}
            """,
    };

    public static string Registration(Generation generation) => """
        POST {path} HTTP/1.1
        Content-Type: application/json; charset=UTF-8
        Content-Length: {length}
        Host: {host}
        Connection: Keep-Alive
        Accept-Encoding: gzip

        {"phoneNo":"+15005550006","smsProvider":"twilio","smsProviderAccountId":"AC00000000000000000000000000000001","smsProviderToken":"0123456789abcdef0123456789abcdef","tenantId":"{tenant}","mifosToken":"bWlmb3M6cGFzc3dvcmQ\u003d","endpoint":"{core}"}
        """.Replace("{path}", generation.IsRetrofit2 ? "/configuration" : "/modules/sms/configuration", StringComparison.Ordinal);

    public static string Ping(Generation generation) => """
        GET {path} HTTP/1.1
        Host: {host}
        Connection: Keep-Alive
        Accept-Encoding: gzip


        """.Replace("{path}", generation == Generation.G3 ? "/" : "/modules/sms/", StringComparison.Ordinal);

    /// <summary>G3 posts to the host's root whatever the payload URL, so a token in a path never arrives from there.</summary>
    public static string WebJson(Generation generation) => Event(generation)
        .Replace("POST /modules/sms/ ", "POST /modules/sms/k/{token}/ ", StringComparison.Ordinal)
        .Replace($"{generation.HeaderPrefix}API-Key: {{key}}", $"{generation.HeaderPrefix}Endpoint: {{core}}", StringComparison.Ordinal);

    public static string WebForm(Generation generation)
    {
        var json = WebJson(generation);
        var type = generation.IsRetrofit2 ? "application/x-www-form-urlencoded" : "application/x-www-form-urlencoded; charset=UTF-8";
        var form = generation.IsRetrofit2
            ? "actionName=REPAYMENT&createdByName=mifos&clientId=7.0&createdBy=1.0&response=%7BclientId%3D7.0%2C%20loanId%3D31.0%2C%20resourceId%3D{id}.0%2C%20changes%3D%7BtransactionAmount%3D1500%2C%20paymentTypeId%3D1.0%7D%7D&officeId=1.0&entityName=LOAN&timestamp=2026-11-21T19%3A11%3A50.123456Z"
            : "officeId=1.0&clientId=7.0&loanId=31.0&resourceId={id}.0&changes=%7BtransactionDate%3D21%20November%202026%2C%20transactionAmount%3D1500%7D";
        return json[..(json.IndexOf("\n\n", StringComparison.Ordinal) + 2)].Replace("application/json; charset=UTF-8", type, StringComparison.Ordinal) + form;
    }

    /// <summary>Fills in the values and the body's length, and ends lines as HTTP does.</summary>
    public static string Fill(string text, params (string Name, string Value)[] values)
    {
        text = text.ReplaceLineEndings("\n");
        foreach (var (name, value) in values)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        var (head, body) = Split(text);
        head = head.Replace("{length}", Encoding.UTF8.GetByteCount(body).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return head.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n\r\n" + body;
    }

    /// <summary>Lines of the head, without the empty one; and the body.</summary>
    public static (string Head, string Body) Split(string text)
    {
        var separator = text.Contains("\r\n\r\n", StringComparison.Ordinal) ? "\r\n\r\n" : "\n\n";
        var end = text.IndexOf(separator, StringComparison.Ordinal);
        return (text[..end], text[(end + separator.Length)..]);
    }
}
