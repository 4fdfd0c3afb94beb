// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QListWidget>

#include <vector>

namespace widelens {

// The names of a plot's lines beside it. A click or Space hides a line or shows it again, Ctrl+click shows it alone. It
// stands in several columns where one is too short, and scrolls when there are more names than fit then. The line of each is drawn as in the plot, so that colours need not be told apart.
class LegendView : public QListWidget
{
    Q_OBJECT
public:
    explicit LegendView(QWidget *parent = nullptr);

    // What was hidden stays hidden as long as the names stay.
    // `marks`: dashes or textures, see theme.h; `filled`: areas.
    void setLines(const std::vector<QString> &names, const std::vector<QColor> &colours, const std::vector<size_t> &marks, bool filled);
    void setValues(const QStringList &values); // at the time under the mouse, beside the names; empty: none
    const std::vector<bool> &hidden() const { return m_hidden; }
    // What its names ask for, and what it has: plots above one another end at the same place, or their times would not.
    int wantedWidth() const { return m_wantedWidth; }
    void setLeastWidth(int width);

signals:
    void hiddenChanged();
    void widthWanted(int width);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void toggle(int line, bool alone);
    void paintSwatches();
    void arrange();

    std::vector<QString> m_names;
    std::vector<QColor> m_colours;
    std::vector<size_t> m_marks;
    QStringList m_values;
    bool m_filled = false;
    int m_wantedWidth = 0;
    int m_leastWidth = 0;
    std::vector<bool> m_hidden;
};

} // namespace widelens
