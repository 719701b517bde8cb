using Microsoft.OpenApi;
using SmsBridge.Web.Description;

namespace SmsBridge.Gateways.Twilio;

/// <summary>What the document says of the URLs Twilio calls.</summary>
internal static class TwilioDescription
{
    private const string Tag = "Twilio";
    private const string Form = "application/x-www-form-urlencoded";
    private const JsonSchemaType Text = JsonSchemaType.String;

    public static RouteHandlerBuilder DescribeStatus(this RouteHandlerBuilder route) =>
        route.WithTags(Tag)
            .Describe("receiveStatusCallback", "Takes a status callback: what became of a message.", "Every field of the form goes into the signature, also those not named here. Repeats change nothing.")
            .TakesBody(() =>
            [
                (Form, RouteDescription.Members(
                    "A status callback.", ("MessageSid", Text, "The message; SmsSid is the older name."), ("AccountSid", Text, "Whose token signed."),
                    ("MessageStatus", Text, "sent, delivered, undelivered, failed ...; SmsStatus is the older name."), ("ErrorCode", Text, "When it failed."),
                    ("ErrorMessage", Text, "When it failed."), ("RawDlrDoneDate", Text, "The carrier's own time, YYMMDDhhmm."))),
            ])
            .Proves([Schemes.Twilio]).Produces(StatusCodes.Status204NoContent).Refuses(400, 403, 413, 503);

    public static RouteHandlerBuilder DescribeInbound(this RouteHandlerBuilder route) =>
        route.WithTags(Tag)
            .Describe("receiveInboundMessage", "Takes a client's reply to a tenant's sender; STOP and START are kept.", "The answer is an empty TwiML: Twilio itself answers the client.")
            .TakesBody(() =>
            [
                (Form, RouteDescription.Members(
                    "An inbound message.", ("MessageSid", Text, "The message."), ("AccountSid", Text, "Whose token signed."), ("From", Text, "The client's number, E.164."),
                    ("To", Text, "The number written to."), ("MessagingServiceSid", Text, "The Messaging Service behind it, if any."), ("Body", Text, "The text."),
                    ("OptOutType", Text, "STOP, START or HELP, with Advanced Opt-Out."))),
            ])
            .Proves([Schemes.Twilio]).Produces<string>(StatusCodes.Status200OK, "text/xml").Refuses(400, 403, 413, 503);
}
