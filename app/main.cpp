// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli.h"
#include "app/mainwindow.h"
#include "app/savedsetting.h"
#include "app/settings.h"
#include "app/userrules.h"
#include "model/rules/rules.h"
#include "views/theme.h"

#include <QApplication>
#include <QScreen>
#include <QSettings>
#include <QStyle>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

using namespace widelens;
using namespace Qt::StringLiterals;

static int runWindow(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setOrganizationName(u"Widelens"_s);
    QApplication::setApplicationName(u"Widelens"_s);
    QApplication::setApplicationVersion(QStringLiteral(WIDELENS_VERSION));
    const Preferences chosen = Settings().now();
    std::vector<std::string> problems;
    auto rules = loadRules({ rulesFolder().toStdString(), {}, chosen.guess }, problems);
    applyTheme(chosen.theme);
    MainWindow window(std::move(rules));
    // Some window systems bound nothing, and put a frame around it, whose size is known only later.
    const QSize frame(0, 2 * QApplication::style()->pixelMetric(QStyle::PM_TitleBarHeight));
    window.resize(window.size().boundedTo(window.screen()->availableSize() - frame));
    window.show();
    if (!problems.empty())
        window.tellRuleProblems(problems);
    if (const QStringList paths = QApplication::arguments().mid(1); !paths.isEmpty())
        window.open(paths);
    else
        window.openLast();
    const int code = QApplication::exec();
    finishSaving();
    QSettings().sync();
    // A read may hang in a file system that does not answer: closing does not wait for it.
    std::fflush(nullptr);
    std::_Exit(code);
}

// A first word that is neither a command nor there: a slip of the hand, better answered before a window is asked for.
static bool isNothing(const char *word)
{
    std::error_code error;
    return word[0] != '-' && !std::filesystem::exists(word, error);
}

int main(int argc, char **argv)
{
    if (argc > 1 && isCommand(argv[1]))
        return runCommandLine(argc, argv);
    if (argc > 1 && isNothing(argv[1])) {
        std::fprintf(stderr, "widelens: %s is no command and no path: see widelens --help\n", argv[1]);
        return 2;
    }
    try {
        return runWindow(argc, argv);
    } catch (const RuleError &error) {
        std::fprintf(stderr, "widelens: %s\n", error.what());
        return 2;
    }
}
