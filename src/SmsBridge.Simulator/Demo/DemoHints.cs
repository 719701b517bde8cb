using System.Globalization;

namespace SmsBridge.Simulator.Demo;

/// <summary>What to try once the tour is over: lines to paste into a shell.</summary>
internal static class DemoHints
{
    public static string For(DemoStage stage, string apiKey)
    {
        var bridge = stage.Bridge.Url.GetLeftPart(UriPartial.Authority);
        var twilio = stage.Twilio.Url.GetLeftPart(UriPartial.Authority);
        return $$"""

            All of it stays up until Ctrl+C.

            Look at it with a browser: {{bridge}}/console/first
            with the code {{stage.FirstCode}} and a name and a password of your choice you become the console's first operator.

            To try next, in another shell:

              KEY={{apiKey}}

              # the SMS that arrived, as a phone would show them
              curl {{twilio}}/

              # what the bridge knows: all events, and one of them with everything that happened to it
              curl -H "X-Fineract-API-Key: $KEY" {{bridge}}/modules/sms/events/{{DemoBank.Tenant}}
              curl -H "X-Fineract-API-Key: $KEY" {{bridge}}/modules/sms/events/{{DemoBank.Tenant}}/1

              # the second repayment of that loan, told as Fineract does; run it twice: the repeat is a duplicate, and no second SMS
            {{Hook(bridge, "LOAN", "REPAYMENT", Repayment(stage.Repayments[1]), isMifos: false)}}

              # the third one as an old Mifos X told it: other headers, flat body
            {{Hook(bridge, "LOAN", "REPAYMENT", string.Create(CultureInfo.InvariantCulture, $$"""{"officeId":1,"clientId":{{DemoBank.ClientId}},"loanId":{{DemoBank.LoanId}},"resourceId":{{stage.Repayments[2]}}}"""), isMifos: true)}}

              # a client without a mobile number: accepted, then closed with its reason in the event log
            {{Hook(bridge, "CLIENT", "CREATE", string.Create(CultureInfo.InvariantCulture, $$"""{"officeId":1,"clientId":{{DemoBank.ClientWithoutNumberId}},"resourceId":{{DemoBank.ClientWithoutNumberId}}}"""), isMifos: true)}}

              # is it well?
              curl {{bridge}}/health/ready

            """;
    }

    private static string Repayment(long transactionId) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"entityName":"LOAN","actionName":"REPAYMENT","officeId":1,"response":{"clientId":{{{DemoBank.ClientId}}},"loanId":{{{DemoBank.LoanId}}},"resourceId":{{{transactionId}}} } }
        """);

    private static string Hook(string bridge, string entity, string action, string body, bool isMifos)
    {
        var prefix = isMifos ? "X-Mifos-" : "X-Fineract-";
        var tenantHeader = isMifos ? "X-Mifos-Platform-TenantId" : "Fineract-Platform-TenantId";
        return $$"""
              curl -X POST {{bridge}}/modules/sms/ \
                -H "{{prefix}}Entity: {{entity}}" -H "{{prefix}}Action: {{action}}" \
                -H "{{tenantHeader}}: {{DemoBank.Tenant}}" -H "{{prefix}}API-Key: $KEY" \
                -H "Content-Type: application/json" -d '{{body}}'
            """;
    }
}
