using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Tests.Sources.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Tests.Views.Profiles;

/// <summary>The page in a real browser: it unpacks, searches, zooms and resets, and says what the report says.</summary>
public sealed class FlamePageTests
{
    /// <summary>Stands behind the page's own script and does what a user would.</summary>
    const string Hand = """
        <script>
        (async () => {
          while (!count) await new Promise(done => setTimeout(done, 1));
          search.value = 'handler42';
          search.dispatchEvent(new Event('input'));
          const area = canvas.getBoundingClientRect();
          canvas.dispatchEvent(new MouseEvent('click', { clientX: area.left + 5, clientY: area.top + row * 1.5 }));
          const zoomed = (to - from) / whole;
          document.getElementById('reset').click();
          status.textContent = `${count} boxes; found ${found.textContent}; zoomed ${zoomed < 0.5}; reset ${to - from === whole}`;
        })();
        </script>
        """;

    /// <summary>40,000 boxes, without a word on the browser's console.</summary>
    [RequiresFact("chromium")]
    public void A_browser_shows_searches_and_zooms()
    {
        string stacks = Stacks(11, 6500);
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Of(stacks));
        ProfileReport focused = SavedProfiles.Report(new ProfileQuestion { Focus = FramePattern.Of("Handler42") }, SavedProfiles.Of(stacks));

        Match said = Shown(report, Hand, "([0-9]+) boxes; found ([0-9,]+) .*; zoomed true; reset true");

        Assert.Equal(focused.Moments[0].Total.ToString("N0", CultureInfo.InvariantCulture), said.Groups[2].Value);
        // Each node but the root is a box.
        Assert.Equal((report.Forest.Count - 1).ToString(CultureInfo.InvariantCulture), said.Groups[1].Value);
        Assert.True(report.Forest.Count > 40_000);
    }

    [RequiresFact("chromium")]
    public void A_browser_tells_what_grew_from_what_fell()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.AddBase(SavedProfiles.Of("main;fell 900\nmain;same 50\nmain;gone;deeper 30\n")));
        Assert.Null(report.Add(SavedProfiles.Of("main;fell 100\nmain;same 50\nmain;grew 700\n")));

        Match said = Shown(report, Judge, "seen: (.*)</div>");

        string[] boxes = said.Groups[1].Value.Split(", ");
        Assert.Equal(["deeper blue 30 0", "fell blue 900 100", "gone blue 30 0", "grew red 0 700", "main blue 980 850", "same grey 50 50"], boxes.Order(StringComparer.Ordinal));
    }

    /// <summary>Which colour the page itself draws a box in, with what it was and is.</summary>
    const string Judge = """
        <script>
        (async () => {
          while (!count) await new Promise(done => setTimeout(done, 1));
          const said = [], ratio = window.devicePixelRatio || 1;
          // At once: a browser complains of a canvas that is read again and again.
          const { data, width: wide } = pen.getImageData(0, 0, canvas.width, canvas.height);
          for (let i = 0; i < count; i++) {
            const [x, y, w] = place(i);
            const at = 4 * (Math.floor((x + w / 2) * ratio) + wide * Math.floor((y + row - 3) * ratio)), r = data[at], b = data[at + 2];
            said.push(`${labels[label[i]]} ${r > b ? 'red' : b > r ? 'blue' : 'grey'} ${before[i]} ${now[i]}`);
          }
          status.textContent = 'seen: ' + said.join(', ');
        })();
        </script>
        """;

    static Match Shown(ProfileReport report, string hand, string pattern)
    {
        using MemoryStream page = new();
        ProfileForm.OfName("html")!.Write(new ProfileAnswer(report, new ProfileShown(20, false, false, false, null), [], Cost.None), page);
        using TemporaryFolder folder = new();
        string file = folder.Write("page.html", Encoding.UTF8.GetString(page.ToArray()) + hand);
        // What a page says, and what it fails at, goes to the log.
        string shown = Outside.Run("sh", "-c", "exec chromium --headless --no-sandbox --disable-gpu --enable-logging=stderr --virtual-time-budget=60000 --dump-dom "
            + $"'--user-data-dir={folder.At("browser")}' 'file://{file}' 2>'{folder.At("log")}'");

        Match said = Regex.Match(shown, pattern);
        Assert.True(said.Success, shown[^Math.Min(shown.Length, 400)..]);
        Assert.DoesNotContain(":CONSOLE", File.ReadAllText(folder.At("log")), StringComparison.Ordinal);
        return said;
    }

    static string Stacks(int seed, int number)
    {
        StringBuilder stacks = new();
        Random random = new(seed);
        for (int i = 0; i < number; i++)
        {
            stacks.Append("main");
            for (int depth = 0; depth < 8; depth++)
                stacks.Append(";com.example.Handler").Append(random.Next(100));
            stacks.Append(' ').Append(random.Next(500, 900)).Append('\n');
        }
        return stacks.ToString();
    }
}
