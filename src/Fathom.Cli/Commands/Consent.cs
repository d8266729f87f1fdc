using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>What an act costs is said before it is done; a dear one needs a yes, from the call (--yes) or from whoever sits at the terminal.</summary>
static class Consent
{
    /// <param name="act">In the user's words: "VM.version in 4242".</param>
    public static void Announce(Session session, string act, PriceTag price) =>
        PriceTagView.Write(act, price, session.TalkIsTerminal ? session.Columns : int.MaxValue, session.Talk);

    /// <summary>Says the price; a gap at <paramref name="where"/> unless the act may be done.</summary>
    public static Gap? Objection(Session session, string act, PriceTag price, bool yes, string where)
    {
        Announce(session, act, price);
        return yes || session.Agrees() ? null : Gaps.ActNotAgreed.At(where, null, price.Does);
    }
}
